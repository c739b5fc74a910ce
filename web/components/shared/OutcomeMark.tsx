import type { Outcome } from "@/lib/api";

/** How a deal stands, by shape first: a ring is open, a full disc won, a crossed ring lost. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      role="img"
      aria-label={outcome}
      data-outcome={outcome}
      className="shrink-0 text-ink-soft data-[outcome=lost]:text-lost data-[outcome=won]:text-won"
    >
      <title>{outcome}</title>
      <circle
        cx="6"
        cy="6"
        r="4.5"
        fill={outcome === "won" ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {outcome === "lost" && <path d="m3 9 6-6" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}
