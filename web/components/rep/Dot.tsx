/** Whose value a mark is: the rep's is a diamond, that of won deals a full disc, that of lost ones a ring. */
export type Whose = "rep" | "won" | "lost";

const HUES: Record<Whose, string> = { rep: "text-accent", won: "text-won", lost: "text-lost" };

/** A mark at its own middle. */
export function Dot({ whose }: { readonly whose: Whose }) {
  return (
    <g className={HUES[whose]}>
      {whose === "rep" ? (
        <path d="M0-6 6 0 0 6-6 0Z" fill="currentColor" />
      ) : (
        <circle
          r="4.5"
          className={whose === "won" ? "fill-current" : "fill-paper"}
          stroke="currentColor"
          strokeWidth="2"
        />
      )}
    </g>
  );
}

/** The same mark beside a word. */
export function Legend({ whose, children }: { readonly whose: Whose; readonly children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
        <Dot whose={whose} />
      </svg>
      {children}
    </span>
  );
}
