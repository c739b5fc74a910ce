"use client";

/** The last resort, when the shell itself broke: it brings nothing with it that could break too. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <h1>Something broke on this page</h1>
        <p>Reloading usually helps. What was shown is safe in the store.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
