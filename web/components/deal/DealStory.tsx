"use client";

import { Insights } from "@/components/insights/Insights";
import { ActivityStrip } from "@/components/strip/ActivityStrip";
import { StripSkeleton } from "@/components/strip/StripSkeleton";
import { Timeline } from "@/components/Timeline";
import { type OpportunityDetail, useApi } from "@/lib/api";
import { Account } from "./Account";
import { ChangedSince } from "./ChangedSince";
import { Competitors } from "./Competitors";
import { DealSignals } from "./DealSignals";
import { People } from "./People";
import { Promised } from "./Promised";
import { StageStory } from "./StageStory";

/** Everything under the deal's facts. It comes as a file of its own, while the deal itself is being asked for. */
export default function DealStory({
  deal,
  isTold,
  told,
}: {
  readonly deal: OpportunityDetail;
  /** Whether the timeline is there; `told` is called when it comes. */
  readonly isTold: boolean;
  readonly told: () => void;
}) {
  const path = { id: deal.id };
  const activity = useApi(["/api/opportunities/{id}/activity", path]);
  const people = useApi(["/api/opportunities/{id}/people", path]);
  // What happened comes before what is thought of it: judging a deal takes the server longer than telling its story.
  const insights = useApi(isTold ? ["/api/opportunities/{id}/insights", path] : null, { revalidateOnFocus: false });
  const counts = activity.data && {
    call: activity.data.calls.length,
    email: activity.data.emails.length,
    change: deal.changes_total,
  };
  return (
    <>
      {deal.signals && <DealSignals signals={deal.signals} />}
      {activity.data ? <ActivityStrip activity={activity.data} deal={deal} /> : !activity.error && <StripSkeleton />}
      <Insights
        insights={insights.data}
        error={insights.error}
        retry={() => void insights.mutate()}
        renew={(again) => void insights.mutate(again, { revalidate: false })}
      />
      <Promised deal={deal.id} isOpen={deal.outcome === "open"} isTold={isTold} />
      <Competitors deal={deal.id} isTold={isTold} />
      <div className="grid gap-x-12 gap-y-8 pt-8 full:grid-cols-[minmax(0,1fr)_21rem] full:grid-rows-[auto_1fr]">
        <aside
          aria-label="People and changes"
          className="grid min-w-0 content-start gap-8 wide:max-full:grid-cols-2 full:col-start-2"
        >
          <ChangedSince deal={deal} />
          <People
            contacts={people.data}
            isOpen={deal.outcome === "open"}
            error={people.error}
            retry={() => void people.mutate()}
          />
        </aside>
        <div className="min-w-0 full:col-start-1 full:row-span-2 full:row-start-1">
          <Timeline
            deal={deal}
            people={people.data?.people ?? []}
            counts={activity.data?.capped ? undefined : counts}
            onTold={told}
          />
        </div>
        <aside
          aria-label="Stages and account"
          className="grid min-w-0 content-start gap-8 wide:max-full:grid-cols-2 full:col-start-2"
        >
          <StageStory deal={deal} usual={insights.data?.progression.stages ?? []} />
          <Account deal={deal} />
        </aside>
      </div>
    </>
  );
}
