import { Hint } from "@/components/shared/Hint";
import type { DealInsights, OpportunityDetail } from "@/lib/api";
import { day, moment, plural } from "@/lib/format";
import { type StagePeriod, stagePeriods } from "@/lib/stages";
import { useNow } from "@/lib/useNow";

/** How long the deal stood in each stage. */
export function StageStory({
  deal,
  usual,
}: {
  readonly deal: OpportunityDetail;
  /** How long deals usually stay in each stage; empty until that is known. */
  readonly usual: DealInsights["progression"]["stages"];
}) {
  const now = useNow();
  const periods = stagePeriods(deal, now);
  const days = new Map(usual.map(({ stage, usual_days }) => [stage, usual_days]));
  const longest = Math.max(1, ...periods.map(({ days }) => days));
  return (
    <section aria-labelledby="stages">
      <h2 id="stages" className="pb-2 font-semibold text-lead">
        Stages
      </h2>
      {periods.length === 0 ? (
        <p className="text-ink-soft">No stage history in the source, and no stage change since the first sync.</p>
      ) : (
        <ol>
          {periods.map((period) => (
            <Period
              key={`${period.from} ${period.stage}`}
              period={period}
              usual={days.get(period.stage) ?? null}
              longest={longest}
              now={now}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Period({
  period,
  usual,
  longest,
  now,
}: {
  readonly period: StagePeriod;
  /** Days that deals usually stay in this stage. */
  readonly usual: number | null;
  readonly longest: number;
  readonly now: Date;
}) {
  const isPresent = period.to === null;
  const ended = period.to === period.from;
  return (
    <li
      data-present={isPresent}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-t py-1.5 data-[present=true]:font-semibold wide:grid-cols-[minmax(0,14rem)_5rem_minmax(0,1fr)_5rem]"
    >
      <span className="break-words">{period.stage}</span>
      <Hint text={moment(period.from)} className="text-right text-ink-soft text-note tabular-nums">
        <time dateTime={period.from}>{day(period.from, now)}</time>
      </Hint>
      <svg height="6" width="100%" aria-hidden="true" className={isPresent ? "text-ink-soft" : "text-line-strong"}>
        {!ended && (
          <rect height="6" rx="2" width={`${Math.max(1, (100 * period.days) / longest)}%`} fill="currentColor" />
        )}
      </svg>
      <span className="text-right text-note tabular-nums">
        {ended ? "" : plural(period.days, "day")}
        {!ended && usual !== null && (
          <span className="block font-normal text-ink-soft">typical {Math.round(usual)}</span>
        )}
      </span>
    </li>
  );
}
