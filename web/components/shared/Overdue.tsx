import type { Opportunity } from "@/lib/api";
import { daysUntil, plural } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** An open deal whose close date has passed says so. */
export function Overdue({ deal }: { readonly deal: Pick<Opportunity, "close_date" | "outcome"> }) {
  const now = useNow();
  const days = deal.close_date && deal.outcome === "open" ? daysUntil(deal.close_date, now) : 0;
  return days < 0 ? (
    <span className="text-attention text-note">close date overdue {plural(-days, "day")} ago</span>
  ) : null;
}
