import type { Opportunity } from "./api";

type Silence = Pick<Opportunity, "quiet_days" | "quiet_from">;

/** Whether so many days without a call or email are quiet for the deal, by the thresholds of the deployment. */
export function isQuiet(days: number | null | undefined, { quiet_from }: Pick<Opportunity, "quiet_from">): boolean {
  return typeof days === "number" && typeof quiet_from === "number" && days >= quiet_from;
}

/** Days since the last call or email where these are worth a look, else null. */
export function daysQuiet(deal: Silence): number | null {
  return isQuiet(deal.quiet_days, deal) ? (deal.quiet_days ?? null) : null;
}
