import { Hint } from "@/components/shared/Hint";
import { type OpportunityDetail, useApi } from "@/lib/api";
import { moment, plural } from "@/lib/format";
import { isQuiet } from "@/lib/quiet";

/** The silence that still lasts, on an open deal. */
export function QuietSoFar({ deal }: { readonly deal: OpportunityDetail }) {
  const { data: thresholds } = useApi(["/api/thresholds"]);
  const days = deal.quiet_days;
  if (!thresholds || typeof days !== "number" || days < thresholds.silence_days || !deal.last_activity_at) return null;
  return (
    <p
      data-quiet={isQuiet(days, deal)}
      className="flex items-center gap-4 py-3 text-ink-soft text-note data-[quiet=true]:text-attention"
    >
      <span aria-hidden="true" className="w-8 border-current border-t border-dashed wide:w-24" />
      <Hint text={`No activity since ${moment(deal.last_activity_at)}`}>No activity for {plural(days, "day")}</Hint>
      <span aria-hidden="true" className="flex-1 border-current border-t border-dashed" />
    </p>
  );
}
