"use client";

import { type ReactNode, useId, useState } from "react";

/** Where the content of a panel comes as a piece of its own. */
export const WAITING = <div className="waiting m-4 h-24" />;

/** A button and the panel it opens. The browser closes it on Escape or a click elsewhere, and gives the focus back. */
export function Panel({
  label,
  active = false,
  children,
}: {
  readonly label: ReactNode;
  readonly active?: boolean;
  readonly children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-expanded={open}
        data-active={active}
        className="flex h-9 items-center gap-1.5 rounded-small border border-line bg-sheet px-3 hover:border-line-strong data-[active=true]:border-accent data-[active=true]:bg-accent-ground max-wide:h-11"
      >
        {label}
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" className="text-ink-soft">
          <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </button>
      <div id={id} popover="auto" className="panel" onToggle={(event) => setOpen(event.newState === "open")}>
        {open && children(() => document.getElementById(id)?.hidePopover())}
      </div>
    </>
  );
}
