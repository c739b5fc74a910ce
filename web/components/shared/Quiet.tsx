import type { Opportunity } from "@/lib/api";
import { plural } from "@/lib/format";
import { daysQuiet } from "@/lib/quiet";

/** An open deal on which nobody has called or written for too long says so. */
export function Quiet({
  deal,
}: {
  readonly deal: Pick<Opportunity, "last_activity_at" | "quiet_days" | "quiet_from">;
}) {
  const days = daysQuiet(deal);
  if (days === null || !deal.last_activity_at) return null;
  return <span className="text-attention text-note">quiet {plural(days, "day")}</span>;
}
