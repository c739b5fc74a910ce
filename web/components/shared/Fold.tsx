"use client";

import { type ReactNode, useId } from "react";
import { useFolded } from "@/lib/useFolded";

/** A section that can be folded to its heading and a sentence; whether it is, is remembered in this browser. */
export function Fold({
  name,
  title,
  brief,
  children,
}: {
  /** Under which it is remembered. */
  readonly name: string;
  readonly title: string;
  /** What stands beside the heading; what there is to know when it is folded. */
  readonly brief: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [folded, toggle] = useFolded(name);
  return (
    <section aria-labelledby={`${id}-title`} className="border-line border-b py-4">
      <div className="flex flex-wrap items-center gap-x-4">
        <h2 id={`${id}-title`} className="font-semibold text-lead">
          <button
            type="button"
            aria-expanded={!folded}
            aria-controls={id}
            onClick={toggle}
            className="-mx-2 flex h-9 items-center gap-2 rounded-small px-2 hover:bg-sheet max-wide:h-11"
          >
            <svg
              width="10"
              height="10"
              viewBox="0 0 10 10"
              aria-hidden="true"
              data-open={!folded}
              className="text-ink-soft data-[open=true]:rotate-90"
            >
              <path d="M3 1.5 6.5 5 3 8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
            </svg>
            {title}
          </button>
        </h2>
        <p className="min-w-0 text-ink-soft text-note">{brief}</p>
      </div>
      <div id={id} hidden={folded} className="pt-3">
        {!folded && children}
      </div>
    </section>
  );
}
