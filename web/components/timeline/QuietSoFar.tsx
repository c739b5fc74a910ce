import type { OpportunityDetail } from "@/lib/api";
import { moment, plural } from "@/lib/format";
import { isQuiet } from "@/lib/quiet";

const WORTH_SAYING = 7; // days, as between two items

/** The silence that still lasts, on an open deal. */
export function QuietSoFar({ deal }: { readonly deal: OpportunityDetail }) {
  const days = deal.quiet_days;
  if (typeof days !== "number" || days < WORTH_SAYING || !deal.last_activity_at) return null;
  return (
    <p
      title={`No activity since ${moment(deal.last_activity_at)}`}
      data-quiet={isQuiet(days, deal)}
      className="flex items-center gap-4 py-3 text-ink-soft text-note data-[quiet=true]:text-attention"
    >
      <span aria-hidden="true" className="w-8 border-current border-t border-dashed wide:w-24" />
      No activity for {plural(days, "day")}
      <span aria-hidden="true" className="flex-1 border-current border-t border-dashed" />
    </p>
  );
}
