import type { Opportunity } from "@/lib/api";
import { isWarm } from "@/lib/signals";
import { Overdue } from "./Overdue";
import { Quiet } from "./Quiet";

type Marked = Pick<Opportunity, "signals" | "last_activity_at" | "quiet_days" | "quiet_from" | "days_to_close">;

/** What stands out on a deal, worst first. */
export function Signals({ deal }: { readonly deal: Marked }) {
  if (!deal.signals) {
    return (
      <>
        <Quiet deal={deal} />
        <Overdue deal={deal} />
      </>
    );
  }
  return deal.signals.map((signal) => (
    <span key={signal.name} className={isWarm(signal) ? "text-attention text-note" : "text-ink-soft text-note"}>
      {signal.sentence}
    </span>
  ));
}
