import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { SearchDialog } from "@/components/search/SearchDialog";
import { Header } from "@/components/shell/Header";
import { Keys } from "@/components/shell/Keys";
import { Offline } from "@/components/shell/Offline";
import { Ready } from "@/components/shell/Ready";
import { EARLY_SCRIPT } from "@/lib/early";
import { THEME_SCRIPT } from "@/lib/theme";
import "./globals.css";

const latin = localFont({
  src: "../node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-latin",
});
// Names come from everywhere; the browser asks for this one only when a page has such letters.
const latinExt = localFont({
  src: "../node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2",
  weight: "200 900",
  variable: "--font-latin-ext",
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: "unicode-range", value: "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+1E00-1E9F, U+1EF2-1EFF" }],
});

export const metadata: Metadata = {
  title: { default: "gametape", template: "%s · gametape" },
  description: "The whole story of every deal.",
};
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f4ee" },
    { media: "(prefers-color-scheme: dark)", color: "#161513" },
  ],
};

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={`${latin.variable} ${latinExt.variable}`} suppressHydrationWarning>
      <head>
        {/* Before the first paint, so that a dark page never flashes white. A constant of ours, no data in it. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: an inline script has no other form */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the same, so that keys and clicks count from the start */}
        <script dangerouslySetInnerHTML={{ __html: EARLY_SCRIPT }} />
      </head>
      <body>
        <a
          href="#main"
          className="absolute -top-12 left-4 z-20 rounded-small bg-sheet px-3 py-2 text-accent focus:top-2"
        >
          Skip to content
        </a>
        <Offline />
        <Header />
        <main id="main" tabIndex={-1} className="mx-auto max-w-[90rem] px-4 pb-16 outline-none full:px-8">
          {children}
        </main>
        <SearchDialog />
        <Keys />
        <Ready />
      </body>
    </html>
  );
}
