import { Hint } from "@/components/shared/Hint";
import { When } from "@/components/shared/When";
import type { OpportunityDetail } from "@/lib/api";
import { moment, plural } from "@/lib/format";
import { daysQuiet } from "@/lib/quiet";

/** When somebody last called or wrote; once that is too long, in the words that ask for a look. */
export function LastActivity({ deal }: { readonly deal: OpportunityDetail }) {
  const days = daysQuiet(deal);
  return (
    <>
      {days !== null && deal.last_activity_at ? (
        <Hint text={moment(deal.last_activity_at)} className="text-attention">
          <time dateTime={deal.last_activity_at}>quiet {plural(days, "day")}</time>
        </Hint>
      ) : (
        <When at={deal.last_activity_at} />
      )}
      <span className="text-ink-soft text-note">
        {plural(deal.call_count, "call")}, {plural(deal.email_count, "email")}
      </span>
    </>
  );
}
