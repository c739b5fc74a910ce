import { CloseDate } from "@/components/shared/CloseDate";
import { Fact } from "@/components/shared/Fact";
import { Health } from "@/components/shared/Health";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { Overdue } from "@/components/shared/Overdue";
import { When } from "@/components/shared/When";
import type { OpportunityDetail } from "@/lib/api";
import { money, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { stagePeriods } from "@/lib/stages";
import { useNow } from "@/lib/useNow";
import { LastActivity } from "./LastActivity";

/** What the deal is, at a glance. */
export function DealHeader({ deal }: { readonly deal: OpportunityDetail }) {
  const inStage = stagePeriods(deal, useNow()).at(-1);
  return (
    <header>
      <h1 className="text-balance font-semibold text-title wide:text-display">{deal.name}</h1>
      <p className="text-ink-soft text-lead">{deal.account_name ?? "no account"}</p>
      <Overdue deal={deal} />
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-4 border-line border-y py-4 wide:grid-cols-[repeat(auto-fit,minmax(8rem,1fr))]">
        <Fact label="Stage">
          <span className="flex items-center gap-2">
            <OutcomeMark outcome={deal.outcome} />
            {deal.stage ?? "no stage"}
          </span>
          {inStage && inStage.to === null && (
            <span className="text-ink-soft text-note">for {plural(inStage.days, "day")}</span>
          )}
        </Fact>
        <Fact label="Amount">
          <span className="tabular-nums">{deal.amount === null ? "no amount" : money(deal.amount, deal.currency)}</span>
        </Fact>
        <Fact label={deal.outcome === "open" ? "Closes" : "Closed"}>
          <CloseDate deal={deal} />
        </Fact>
        <Fact label="Health">{deal.health === null ? "no score" : <Health value={deal.health} />}</Fact>
        <Fact label="Owner">
          <span title={deal.owner_email ?? undefined}>
            {deal.owner_email ? personName(deal.owner_name, deal.owner_email) : "no owner"}
          </span>
        </Fact>
        {deal.product && <Fact label="Product">{deal.product}</Fact>}
        {deal.type && <Fact label="Type">{deal.type}</Fact>}
        {deal.opened_at && (
          <Fact label="Opened">
            <When at={deal.opened_at} />
          </Fact>
        )}
        <Fact label="Last call or mail">
          <LastActivity deal={deal} />
        </Fact>
        <Fact label="Last changed">
          <When at={deal.changed_at} />
        </Fact>
      </dl>
    </header>
  );
}
