"use client";

import { Problem } from "@/components/shared/Problem";

const ERROR = { error: { code: "page", message: "This page failed.", hint: "Reload it, or go to another page." } };

/** A page that broke; the shell around it stands. */
export default function PageError({ reset }: { readonly reset: () => void }) {
  return (
    <>
      <h1 className="pt-6 font-semibold text-title">Something went wrong</h1>
      <Problem error={ERROR} retry={reset} />
    </>
  );
}
