import type { Opportunity } from "@/lib/api";
import { Overdue } from "./Overdue";
import { Quiet } from "./Quiet";

type Marked = Pick<Opportunity, "signals" | "last_activity_at" | "outcome" | "close_date">;

/** What stands out on a deal, worst first; warm where it weighs most. */
export function Signals({ deal }: { readonly deal: Marked }) {
  if (!deal.signals) {
    return (
      <>
        <Quiet deal={deal} />
        <Overdue deal={deal} />
      </>
    );
  }
  return deal.signals.map(({ name, severity, sentence }) => (
    <span key={name} data-severity={severity} className="text-ink-soft text-note data-[severity=high]:text-attention">
      {sentence}
    </span>
  ));
}
