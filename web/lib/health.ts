/** Bands of the shown scale, 0 to 10. Under `FLAGGED` a deal wants a look. */
export const GOOD = 7;
export const MIDDLING = 4;
export const FLAGGED = 5;

export function healthWord(health: number | null): string {
  if (health === null) return "no score";
  if (health >= GOOD) return "good";
  return health >= MIDDLING ? "middling" : "low";
}

/** What the filter pill says: "5.0 and up", "under 5.0", "4.0 to 6.9". */
export function healthRange(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `${min.toFixed(1)} to ${max.toFixed(1)}`;
  if (min !== null) return `${min.toFixed(1)} and up`;
  return max === null ? "any" : `up to ${max.toFixed(1)}`;
}
