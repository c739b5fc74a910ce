import { Facts } from "@/components/insights/Facts";
import type { Signal } from "@/lib/api";
import { humanized } from "@/lib/format";
import { isWarm } from "@/lib/signals";

/** Signals on the deal, worst first; the rule, its numbers and what it rests on unfold. */
export function DealSignals({ signals }: { readonly signals: readonly Signal[] }) {
  if (signals.length === 0) return null;
  return (
    <ul aria-label="Signals" className="flex flex-wrap items-start gap-x-6 pt-3">
      {signals.map((signal) => (
        <li key={signal.name} className="min-w-0 has-[details[open]]:basis-full">
          <details>
            <summary
              data-warm={isWarm(signal)}
              className="flex min-h-9 items-center gap-2 underline decoration-dotted underline-offset-4 data-[warm=true]:text-attention max-wide:min-h-11"
            >
              {signal.sentence}
            </summary>
            <div className="max-w-[46rem] border-line border-l-2 pb-2 pl-3 text-note">
              <p className="text-ink-soft">{signal.formula}</p>
              <p className="tabular-nums">
                {Object.entries(signal.numbers)
                  .map(([name, value]) => `${humanized(name)}: ${rounded(value)}`)
                  .join(" · ")}
                <span className="text-ink-soft">
                  {Object.keys(signal.threshold).length > 0 && " · flagged at "}
                  {Object.entries(signal.threshold)
                    .map(([name, value]) => `${humanized(name).toLowerCase()} ${rounded(value)}`)
                    .join(", ")}
                </span>
              </p>
              <Facts items={signal.facts} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
