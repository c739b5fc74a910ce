import { Hint } from "@/components/shared/Hint";
import type { RepMeasure } from "@/lib/api";
import { placeOn } from "@/lib/axis";
import { monthAndYear, plural } from "@/lib/format";

const HEIGHT = 64;

/** One score or number over the months: dots with intervals, the team's mean as a dotted line. */
export function Trend({ measure }: { readonly measure: RepMeasure }) {
  const { label, definition, shown, deals, mean, months, team, sentence, mix, standing, axis } = measure;
  const y = (value: number) => HEIGHT - (HEIGHT * (axis ? placeOn(axis, value) : 0)) / 100;
  const x = (index: number) => (100 * (index + 0.5)) / Math.max(1, months.length);
  const first = months[0];
  const last = months.at(-1);
  return (
    <li className="min-w-0">
      <div className="flex items-baseline justify-between gap-x-3">
        <h3 className="min-w-0 font-semibold">
          <Hint text={definition} className="inline-block first-letter:uppercase">
            {label}
          </Hint>
        </h3>
        <span className="whitespace-nowrap tabular-nums">
          {mean === null ? <span className="text-ink-soft text-note">not enough data</span> : shown}
          <span className="text-ink-soft text-note"> {plural(deals, "deal")}</span>
        </span>
      </div>
      {axis && (
        <svg width="100%" height={HEIGHT} role="img" aria-label={told(measure)} className="my-1 block overflow-visible">
          <title>{told(measure)}</title>
          <line x2="100%" y1={HEIGHT} y2={HEIGHT} className="stroke-line" />
          {team.mean !== null && (
            <line
              x2="100%"
              y1={y(team.mean)}
              y2={y(team.mean)}
              className="stroke-ink-soft"
              strokeDasharray="1 4"
              strokeLinecap="round"
            />
          )}
          {months.map((month, index) =>
            month.mean === null ? null : (
              <g key={month.month} className="text-accent">
                {month.low !== null && month.high !== null && (
                  <line
                    x1={`${x(index)}%`}
                    x2={`${x(index)}%`}
                    y1={y(month.low)}
                    y2={y(month.high)}
                    stroke="currentColor"
                    strokeWidth="1.5"
                  />
                )}
                <circle cx={`${x(index)}%`} cy={y(month.mean)} r="3.5" fill="currentColor" />
              </g>
            ),
          )}
        </svg>
      )}
      {axis && first && last && (
        <p aria-hidden="true" className="flex justify-between text-ink-soft text-note">
          <span>{monthAndYear(first.month)}</span>
          <span>{monthAndYear(last.month)}</span>
        </p>
      )}
      <p
        data-standing={standing}
        className="text-ink-soft text-note data-[standing=gap]:text-ink data-[standing=strength]:text-ink"
      >
        <Hint text={mix && `Compared on: ${mix}`}>{sentence}</Hint>
      </p>
    </li>
  );
}

function told({ label, months, team }: RepMeasure): string {
  const values = months.filter(({ mean }) => mean !== null).map(({ month, shown }) => `${month.slice(0, 7)}: ${shown}`);
  const others = team.mean === null ? "" : `; team ${team.shown}`;
  return values.length ? `${label} by month: ${values.join(", ")}${others}` : `${label}: not enough calls in any month`;
}
