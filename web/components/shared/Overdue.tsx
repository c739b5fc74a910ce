import type { Opportunity } from "@/lib/api";
import { plural } from "@/lib/format";

/** An open deal whose close date has passed says so, by the calendar of the deployment, which its signals use too. */
export function Overdue({ deal }: { readonly deal: Pick<Opportunity, "days_to_close"> }) {
  const days = deal.days_to_close ?? 0;
  return days < 0 ? (
    <span className="text-attention text-note">close date overdue {plural(-days, "day")} ago</span>
  ) : null;
}
