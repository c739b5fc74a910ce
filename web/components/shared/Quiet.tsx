import type { Opportunity } from "@/lib/api";
import { moment, plural } from "@/lib/format";
import { quietDays, STALE } from "@/lib/quiet";
import { useNow } from "@/lib/useNow";

/** An open deal on which nobody has called or written for two weeks says so. */
export function Quiet({ deal }: { readonly deal: Pick<Opportunity, "last_activity_at" | "outcome"> }) {
  const days = quietDays(deal, useNow());
  if (days === null || days < STALE || !deal.last_activity_at) return null;
  return (
    <span title={`Last call or email ${moment(deal.last_activity_at)}`} className="text-attention text-note">
      quiet {plural(days, "day")}
    </span>
  );
}
