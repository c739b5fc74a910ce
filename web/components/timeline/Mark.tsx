import type { Side } from "@/lib/api";

const HUES: Record<Side, string> = { ours: "text-ours", theirs: "text-theirs", unknown: "text-ink-soft" };

/** What an item is and whose, by shape and then by hue: the same marks as in the activity strip. */
export function Mark({ type, side = "unknown" }: { readonly type: "call" | "email" | "change"; readonly side?: Side }) {
  return (
    <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" className={HUES[side]}>
      {type === "call" && <circle r="5.5" className="fill-ink" />}
      {type === "email" && <path d={MAIL[side]} fill="currentColor" />}
      {type === "change" && <path d="M0-5 5 0 0 5-5 0Z" fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}

/** Mails of ours go up, theirs come down. */
export const MAIL: Record<Side, string> = {
  ours: "M0-4.5 5 4.5H-5Z",
  theirs: "M0 4.5 5-4.5H-5Z",
  unknown: "M-4.5-4.5H4.5V4.5H-4.5Z",
};
