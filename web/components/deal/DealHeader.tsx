import { moved } from "@/components/shared/CloseDate";
import { Fact } from "@/components/shared/Fact";
import { Health } from "@/components/shared/Health";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { Overdue } from "@/components/shared/Overdue";
import { PageLink } from "@/components/shared/PageLink";
import { When } from "@/components/shared/When";
import type { OpportunityDetail } from "@/lib/api";
import { day, money, plural } from "@/lib/format";
import { stagePeriods } from "@/lib/stages";
import { useNow } from "@/lib/useNow";
import { CrmLine } from "./CrmLine";
import { LastActivity } from "./LastActivity";
import { Owner } from "./Owner";

/** What the deal is, at a glance. */
export function DealHeader({
  deal,
  isTold,
}: {
  readonly deal: OpportunityDetail;
  /** Whether its story is there: what is merely handy is asked for after that. */
  readonly isTold: boolean;
}) {
  const now = useNow();
  const inStage = stagePeriods(deal, now).at(-1);
  return (
    <header>
      <h1 dir="auto" className="text-balance font-semibold text-title wide:text-display">
        {deal.name}
      </h1>
      <p dir="auto" className="text-ink-soft text-lead">
        {deal.account_id ? (
          <PageLink href={`/accounts/${deal.account_id}/`} className="underline-offset-4 hover:underline">
            {deal.account_name}
          </PageLink>
        ) : (
          "no account"
        )}
      </p>
      <p className="text-ink-soft">
        <Owner deal={deal} lookUp={isTold} />
        {[deal.product, deal.type].filter(Boolean).map((text) => ` · ${text}`)}
        {deal.opened_at && (
          <>
            {" · opened "}
            <When at={deal.opened_at} />
          </>
        )}
      </p>
      <CrmLine deal={deal} />
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-4 border-line border-y py-4 wide:grid-cols-[2fr_1fr_1fr_1fr_1.5fr]">
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
          {deal.close_date ? (
            <time dateTime={deal.close_date} className="tabular-nums">
              {day(deal.close_date, now)}
            </time>
          ) : (
            "no close date"
          )}
          {deal.close_date_moves > 0 && <span className="text-ink-soft text-note">{moved(deal.close_date_moves)}</span>}
          <Overdue deal={deal} />
        </Fact>
        <Fact label="Health">
          {deal.health === null ? "no score" : <Health value={deal.health} isOpen={deal.outcome === "open"} />}
        </Fact>
        <Fact label="Last activity">
          <LastActivity deal={deal} />
        </Fact>
      </dl>
    </header>
  );
}
