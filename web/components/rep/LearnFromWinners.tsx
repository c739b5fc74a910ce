import type { Learning } from "@/lib/api";
import { day, plural } from "@/lib/format";
import { SCORERS } from "@/lib/scores";
import { useNow } from "@/lib/useNow";
import { Dimensions } from "./Dimensions";
import { Legend } from "./Dot";

/** The rep beside won and lost deals of comparable peers, dimension by dimension; those without a difference too. */
export function LearnFromWinners({ learning }: { readonly learning: Learning }) {
  const { rep, headline, dimensions, matching, coverage } = learning;
  const first = rep.name.split(" ", 1)[0] ?? rep.name;
  return (
    <>
      <p className="max-w-[46rem]">{headline}</p>
      <p className="flex flex-wrap gap-x-4 py-2 text-ink-soft text-note">
        <Legend whose="rep">{first}</Legend>
        <Legend whose="won">peers' won deals</Legend>
        <Legend whose="lost">peers' lost deals</Legend>
        <span>Lines show 95% confidence intervals</span>
      </p>
      <Dimensions dimensions={dimensions} rep={first} />
      <div className="max-w-[56rem] border-line border-t pt-3 text-ink-soft text-note">
        <Compared coverage={coverage} />
        <p>
          Matched on {list(matching, "matched") || "nothing"}
          {list(matching, "adjusted") && `; adjusted for ${list(matching, "adjusted")}`}
          {list(matching, "relaxed") && `; not on ${list(matching, "relaxed")}, too few deals would be left`}
          {list(matching, "unknown") && `; ${list(matching, "unknown")} is not known for any deal`}.
        </p>
        <p>
          Each deal counts once, based on its calls before the outcome. "Differs" is shown where at most{" "}
          {Math.round(coverage.level * 100)}% of such statements are expected to be wrong. These are associations, not
          causes.
          {coverage.scores_by && ` Scores are those given ${SCORERS[coverage.scores_by]}.`}
        </p>
        {coverage.limitations.map((limitation) => (
          <p key={limitation}>{limitation}</p>
        ))}
      </div>
    </>
  );
}

function Compared({ coverage }: { readonly coverage: Learning["coverage"] }) {
  const now = useNow();
  return (
    <p>
      Compared: {plural(coverage.rep_deals, "deal")} of the rep with {plural(coverage.won_deals, "won deal")} and{" "}
      {plural(coverage.lost_deals, "lost deal")} of peers, closed since {day(coverage.since, now)};{" "}
      {plural(coverage.unmeasured_deals, "further deal")} had no eligible call.
    </p>
  );
}

function list(matching: Learning["matching"], state: Learning["matching"][number]["state"]): string {
  return matching
    .filter((one) => one.state === state)
    .map(({ key }) => key)
    .join(", ");
}
