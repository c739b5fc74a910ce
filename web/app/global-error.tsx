"use client";

/** The last resort, when the shell itself broke: it brings nothing with it that could break too. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <h1>This page failed to load</h1>
        <p>Reload to try again. Your data is safe.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
