import { type Axis, axisOf, type Unit, withUnit } from "@/lib/units";
import { Dot, type Whose } from "./Dot";

export interface Lane {
  readonly whose: Whose;
  readonly name: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const STEP = 16; // pixels from one lane to the next

/** Means with their 95 % intervals on one axis, a lane each. A target is a line across. */
export function Intervals({
  lanes,
  unit,
  target,
}: {
  readonly lanes: readonly Lane[];
  readonly unit: Unit;
  readonly target?: number;
}) {
  const axis = axisOf([...lanes.flatMap(({ mean, low, high }) => [mean, low, high]), target], unit);
  if (!axis) return null;
  const height = lanes.length * STEP + 4;
  const told = lanes.map((lane) => tell(lane, unit)).join("; ");
  return (
    <div className="min-w-0 px-2">
      <svg width="100%" height={height} role="img" aria-label={told} className="block overflow-visible">
        <title>{told}</title>
        <line x2="100%" y1={height} y2={height} className="stroke-line" />
        {target !== undefined && (
          <line
            x1={`${axis.place(target)}%`}
            x2={`${axis.place(target)}%`}
            y2={height}
            className="stroke-accent"
            strokeDasharray="3 3"
          />
        )}
        {lanes.map((lane, index) => (
          <Bar key={lane.name} lane={lane} axis={axis} y={index * STEP + STEP / 2} />
        ))}
      </svg>
      <p aria-hidden="true" className="flex justify-between pt-0.5 text-ink-soft text-note tabular-nums">
        <span>{withUnit(axis.from, unit)}</span>
        <span>{withUnit(axis.to, unit)}</span>
      </p>
    </div>
  );
}

function Bar({
  lane: { whose, mean, low, high },
  axis,
  y,
}: {
  readonly lane: Lane;
  readonly axis: Axis;
  readonly y: number;
}) {
  if (mean === null) return null;
  return (
    <>
      {low !== null && high !== null && (
        <line
          x1={`${axis.place(low)}%`}
          x2={`${axis.place(high)}%`}
          y1={y}
          y2={y}
          strokeWidth="2"
          className={{ rep: "stroke-accent", won: "stroke-won", lost: "stroke-lost" }[whose]}
        />
      )}
      <svg x={`${axis.place(mean)}%`} y={y} overflow="visible" aria-hidden="true">
        <Dot whose={whose} />
      </svg>
    </>
  );
}

function tell({ name, n, mean, low, high }: Lane, unit: Unit): string {
  if (mean === null) return `${name}: no data (${n} deals)`;
  const interval = low === null || high === null ? "" : `, between ${withUnit(low, unit)} and ${withUnit(high, unit)}`;
  return `${name}: ${withUnit(mean, unit)}${interval} (${n} deals)`;
}
