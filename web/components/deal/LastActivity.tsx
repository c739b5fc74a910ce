import { Quiet } from "@/components/shared/Quiet";
import { When } from "@/components/shared/When";
import type { OpportunityDetail } from "@/lib/api";
import { plural } from "@/lib/format";

/** When somebody last called or wrote; from two weeks on, in the words that ask for a look. */
export function LastActivity({ deal }: { readonly deal: OpportunityDetail }) {
  return (
    <>
      <When at={deal.last_activity_at} />
      <Quiet deal={deal} />
      <span className="text-ink-soft text-note">
        {plural(deal.call_count, "call")}, {plural(deal.email_count, "mail")}
      </span>
    </>
  );
}
