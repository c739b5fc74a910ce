"use client";

/** A page that broke; the shell around it stands. */
export default function PageError({ reset }: { readonly reset: () => void }) {
  return (
    <div role="alert">
      <h1 className="pt-6 font-semibold text-title">This page failed</h1>
      <button type="button" onClick={reset} className="h-11 text-accent underline underline-offset-4">
        Try again
      </button>
    </div>
  );
}
