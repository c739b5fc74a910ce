import type { NextConfig } from "next";

const apiOrigin = process.env.API_ORIGIN; // where `next dev` finds the API; a host routes /api by itself

/** `WEB_OUTPUT=export` makes the static site that the API process serves; otherwise this is an ordinary Next.js app. */
const config: NextConfig = {
  trailingSlash: true,
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  reactStrictMode: true,
  experimental: { useOffline: true }, // a link followed while the server is away waits, in place of leaving the page
  ...(process.env.WEB_OUTPUT === "export"
    ? { output: "export" }
    : {
        rewrites: async () => (apiOrigin ? [{ source: "/api/:path*", destination: `${apiOrigin}/api/:path*` }] : []),
      }),
};

export default config;
