import { WorkOn } from "@/components/rep/WorkOn";
import { PageLink } from "@/components/shared/PageLink";
import { Part } from "@/components/shared/Part";
import type { RepBrief } from "@/lib/api";
import { plural } from "@/lib/format";
import { BriefDeal } from "./BriefDeal";
import { BriefGoals } from "./BriefGoals";
import { BriefHeader } from "./BriefHeader";
import { ClosedSince } from "./ClosedSince";

/** The brief: the deals worst first, what ended, one behavior, the goals. */
export default function BriefBody({
  brief,
  choose,
}: {
  readonly brief: RepBrief;
  readonly choose: (since: string | null) => void;
}) {
  return (
    <>
      <BriefHeader brief={brief} choose={choose} />
      <Part title="Open deals" note={brief.deals.length > 1 ? "Worst first" : ""}>
        {brief.deals.length === 0 && <p className="text-ink-soft">No open deals.</p>}
        <ol>
          {brief.deals.map((one) => (
            <BriefDeal key={one.deal.id} one={one} period={brief.period} />
          ))}
        </ol>
        {brief.not_shown > 0 && (
          <PageLink
            href={`/opportunities/?${new URLSearchParams({ owner: brief.rep.email, outcome: "open" })}`}
            className="inline-flex h-11 items-center text-accent underline underline-offset-4"
          >
            {plural(brief.not_shown, "more open deal")}
          </PageLink>
        )}
      </Part>
      <ClosedSince brief={brief} />
      <div className="grid gap-x-12 full:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] print:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Part title="One thing to work on">
          <WorkOn learning={{ rep: brief.rep, work_on: brief.work_on, headline: brief.work_on_missing ?? "" }} />
        </Part>
        <Part title="Coaching goal">
          <BriefGoals brief={brief} />
        </Part>
      </div>
      <p className="pt-3 text-ink-soft text-note">{brief.limitations.join(" ")}</p>
    </>
  );
}
