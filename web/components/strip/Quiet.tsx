import type { OpportunityDetail } from "@/lib/api";
import { plural } from "@/lib/format";
import { isQuiet } from "@/lib/quiet";
import type { Scale } from "@/lib/strip";

/** Silence: a dotted line, with its length in words where there is room. */
export function Quiet({
  gaps,
  scale,
  deal,
}: {
  readonly gaps: readonly { from: number; to: number; days: number }[];
  readonly scale: Scale;
  readonly deal: OpportunityDetail;
}) {
  return gaps.map(({ from, to, days }) => {
    const [start, end] = [scale.place(from), scale.place(to)];
    const lasts = to === scale.to && isQuiet(days, deal);
    return (
      <g key={from} data-lasts={lasts} className="text-ink-soft data-[lasts=true]:text-attention">
        <title>{`${plural(days, "day")} without activity`}</title>
        <line
          x1={`${start + 1}%`}
          x2={`${end - 0.5}%`}
          y1="56"
          y2="56"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="0.1 6"
          strokeLinecap="round"
        />
        {end - start > 9 && (
          <text x={`${(start + end) / 2}%`} y="46" textAnchor="middle" fill="currentColor" className="text-note">
            {days} d
          </text>
        )}
      </g>
    );
  });
}
