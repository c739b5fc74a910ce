"use client";

import { lazy, Suspense, useEffect, useState } from "react";

const load = () => import("./Palette");
const Palette = lazy(load);

/** Opens the search over everything; so does Cmd or Ctrl with K. Its code comes when it is first wanted. */
export function SearchButton() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === "Meta" || event.key === "Control") load(); // so that it is there when the K comes
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((present) => !present);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Meta+K Control+K"
        onPointerEnter={load}
        onClick={() => setOpen(true)}
        className="flex h-9 items-center gap-3 rounded-small border border-line bg-sheet px-3 text-ink-soft hover:border-line-strong hover:text-ink max-wide:h-11 full:w-64"
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="full:hidden">
          <path
            d="M10.5 10.5 14 14M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
          />
        </svg>
        <span className="flex-1 text-left max-wide:sr-only">
          Search<span className="max-full:hidden"> deals, people, calls</span>
        </span>
        <kbd className="font-sans text-note max-wide:hidden">Ctrl K</kbd>
      </button>
      {open && (
        <Suspense>
          <Palette close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
