import { Hint } from "@/components/shared/Hint";
import type { Mark } from "@/lib/marks";

/** A note beside a turn. What earned its points has a plus, what lost them a minus and the warm tone. */
export function MarginMark({ mark: { kind, text, title, earned } }: { readonly mark: Mark }) {
  return (
    <li
      data-kind={kind}
      data-lost={earned === false}
      className="break-words text-ink-soft text-note data-[kind=score]:text-accent data-[lost=true]:text-attention"
    >
      {earned !== null && (
        <>
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" className="mr-1 inline-block">
            <path d={earned ? "M0 4h8M4 0v8" : "M0 4h8"} stroke="currentColor" strokeWidth="2" />
          </svg>
          <span className="sr-only">{earned ? "Earned points. " : "Lost points. "}</span>
        </>
      )}
      <Hint text={title}>{text}</Hint>
    </li>
  );
}
