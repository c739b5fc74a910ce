import { FLAGGED, healthWord } from "@/lib/health";

/** Health as number, word and length; the warm tone and a mark are only for what wants a look. */
export function Health({ value, isOpen }: { readonly value: number | null; readonly isOpen: boolean }) {
  if (value === null) {
    return (
      <span className="text-ink-soft">
        <span aria-hidden="true">–</span>
        <span className="sr-only">no score</span>
      </span>
    );
  }
  const isFlagged = isOpen && value < FLAGGED; // a deal that is over asks for nothing
  return (
    <span className={`inline-flex items-baseline gap-2 whitespace-nowrap ${isFlagged ? "text-attention" : ""}`}>
      <svg width="32" height="4" viewBox="0 0 32 4" aria-hidden="true" className="self-center max-full:hidden">
        <rect width="32" height="4" rx="2" className="fill-line" />
        <rect width={Math.max(4, value * 3.2)} height="4" rx="2" fill="currentColor" />
      </svg>
      <span className="tabular-nums">{value.toFixed(1)}</span>
      <span className={isFlagged ? "text-note" : "text-ink-soft text-note"}>
        {healthWord(value)}
        {isFlagged && (
          <>
            <span aria-hidden="true"> !</span>
            <span className="sr-only">, flagged</span>
          </>
        )}
      </span>
    </span>
  );
}
