import type { CallMetrics, SideMetrics } from "@/lib/api";
import { numbers } from "@/lib/formatters";

type Name = keyof SideMetrics["numbers"];

const ROWS: readonly [Name, string, (value: number) => string][] = [
  ["talk_ratio", "Talk ratio", (value) => `${Math.round(value * 100)}%`],
  ["longest_turn_seconds", "Longest monologue", (value) => `${Math.round(value)} s`],
  ["questions", "Questions", (value) => plain(value)],
  ["open_questions", "Open questions", (value) => plain(value)],
  ["open_questions_per_hour", "Open questions per hour", (value) => plain(value)],
  ["patience_seconds", "Patience (pause before answering)", (value) => `${plain(value)} s`],
  ["words_per_minute", "Words per minute", (value) => plain(Math.round(value))],
  ["fillers_per_100_words", "Filler words per 100 words", (value) => plain(value)],
];

/** How each side held the call, in numbers. */
export function Numbers({ metrics }: { readonly metrics: CallMetrics }) {
  const of = (side: "ours" | "theirs") => metrics.sides.find((one) => one.side === side)?.numbers;
  const [ours, theirs] = [of("ours"), of("theirs")];
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers" className="pb-1 font-semibold text-lead">
        Metrics
      </h2>
      <table aria-labelledby="numbers" className="w-full border-collapse">
        <thead>
          <tr className="h-9 text-note">
            <th scope="col" className="text-left font-normal text-ink-soft">
              On this call, measured on the transcript
            </th>
            <th scope="col" className="text-right font-normal text-ours">
              us
            </th>
            <th scope="col" className="text-right font-normal text-theirs">
              them
            </th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([name, label, show]) => (
            <tr key={name} className="border-line border-t">
              <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                {label}
              </th>
              <Value value={ours?.[name]} show={show} />
              <Value value={theirs?.[name]} show={show} />
            </tr>
          ))}
        </tbody>
      </table>
      {metrics.not_covered && <p className="pt-2 text-ink-soft text-note">{metrics.not_covered}</p>}
    </section>
  );
}

function Value({
  value,
  show,
}: {
  readonly value: number | null | undefined;
  readonly show: (value: number) => string;
}) {
  return (
    <td className="py-1.5 pl-3 text-right tabular-nums">
      {value === null || value === undefined ? <span className="text-ink-soft">–</span> : show(value)}
    </td>
  );
}

function plain(value: number): string {
  return numbers(undefined, { maximumFractionDigits: 1 }).format(value);
}
