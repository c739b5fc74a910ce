/** Bands of the shown scale, 0 to 10. Under `FLAGGED` a deal wants a look, and has a word of its own for that. */
export const GOOD = 7;
export const FLAGGED = 5;
export const WEAK = 4;

export function healthWord(health: number | null): string {
  if (health === null) return "no score";
  if (health >= GOOD) return "good";
  if (health >= FLAGGED) return "middling";
  return health >= WEAK ? "weak" : "low";
}
