import type { RepDetail } from "@/lib/api";
import { Trend } from "./Trend";

/** Each score and number of the rep, month by month, beside the team's. */
export function Trends({ rep }: { readonly rep: RepDetail }) {
  const scores = rep.measures.filter(({ kind }) => kind === "score");
  const numbers = rep.measures.filter(({ kind }) => kind === "number");
  return (
    <>
      <p className="max-w-[46rem] text-ink-soft text-note">
        Monthly averages per deal with 95% confidence intervals. The dotted line is the average of {rep.team}. A month
        with too few calls is not shown.
      </p>
      <Told title="Clearly above the team" items={rep.strengths} />
      <Told title="Clearly below the team" items={rep.gaps} />
      {[scores, numbers].map(
        (measures) =>
          measures.length > 0 && (
            <ul key={measures[0]?.kind} className="grid gap-x-12 gap-y-6 pt-4 wide:grid-cols-2 full:grid-cols-3">
              {measures.map((measure) => (
                <Trend key={measure.name} measure={measure} />
              ))}
            </ul>
          ),
      )}
      {rep.limitations.length > 0 && (
        <div className="max-w-[56rem] pt-4 text-ink-soft text-note">
          {rep.limitations.map((limitation) => (
            <p key={limitation}>{limitation}</p>
          ))}
        </div>
      )}
    </>
  );
}

function Told({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div className="pt-2">
      <h3 className="text-ink-soft text-note">{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
