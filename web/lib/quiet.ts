import type { Opportunity } from "./api";

/** From so many days on, a quiet deal wants a look. */
export const STALE = 14;

const DAY = 86_400_000;

/** Whole days since the last call or mail of an open deal. Null for a closed one, and where there never was any. */
export function quietDays(deal: Pick<Opportunity, "last_activity_at" | "outcome">, now: Date): number | null {
  if (deal.outcome !== "open" || !deal.last_activity_at) return null;
  return Math.max(0, Math.floor((now.getTime() - Date.parse(deal.last_activity_at)) / DAY));
}
