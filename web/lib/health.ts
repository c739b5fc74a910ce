/** Bands of the shown scale, 0 to 10. Under `FLAGGED` a deal wants a look, whatever its word. */
export const GOOD = 7;
export const FAIR = 4;
export const FLAGGED = 5;

export function healthWord(health: number | null): string {
  if (health === null) return "no score";
  if (health >= GOOD) return "good";
  return health >= FAIR ? "fair" : "at risk";
}
