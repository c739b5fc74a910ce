"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import type { Anchor } from "@/lib/anchor";
import { bring } from "@/lib/bring";

export interface CardFolding {
  readonly isOpen: boolean;
  readonly toggle: () => void;
  /** Set when the page's address points here. */
  readonly target: Anchor | null;
}

/** One item: a line that says the most, and what unfolds under it. */
export function Card({
  anchor,
  mark,
  line,
  isOpen,
  toggle,
  target,
  children,
}: CardFolding & {
  /** The element's id: what links point to. */
  readonly anchor: string;
  readonly mark: ReactNode;
  readonly line: ReactNode;
  readonly children: ReactNode;
}) {
  const body = useId();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const item = button.current?.parentElement;
    if (!target || !item) return;
    bring(item);
    if (!item.contains(document.activeElement)) button.current?.focus({ preventScroll: true });
  }, [target]);
  return (
    <li id={anchor} className="item -mx-2 scroll-mt-2 rounded-small">
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? body : undefined}
        onClick={toggle}
        data-target={target !== null}
        className="grid w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-start gap-x-2 rounded-small px-2 py-2 text-left -outline-offset-2 hover:bg-sheet data-[target=true]:bg-accent-ground max-wide:min-h-11"
      >
        <span className="flex h-6 items-center">{mark}</span>
        {line}
        <svg
          width="10"
          height="10"
          viewBox="0 0 10 10"
          aria-hidden="true"
          data-open={isOpen}
          className="mt-2 text-ink-soft data-[open=true]:rotate-90"
        >
          <path d="M3 1.5 6.5 5 3 8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </button>
      {isOpen && (
        <div id={body} className="unfolded px-2 pt-2 pb-4 wide:pl-9">
          {children}
        </div>
      )}
    </li>
  );
}
