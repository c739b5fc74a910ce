import { type Axis, placeOn } from "@/lib/axis";
import { Dot, type Whose } from "./Dot";

export interface Lane {
  readonly whose: Whose;
  readonly name: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly shown: string;
}

const STEP = 16; // pixels from one lane to the next

/** Means with their 95 % intervals on one axis, a lane each. A target is a line across. */
export function Intervals({
  lanes,
  axis,
  target,
}: {
  readonly lanes: readonly Lane[];
  readonly axis: Axis | null;
  readonly target?: number;
}) {
  if (!axis) return null;
  const height = lanes.length * STEP + 4;
  const told = lanes.map(({ name, shown, n }) => `${name}: ${shown} (${n} deals)`).join("; ");
  return (
    <div className="min-w-0 px-2">
      <svg width="100%" height={height} role="img" aria-label={told} className="block overflow-visible">
        <title>{told}</title>
        <line x2="100%" y1={height} y2={height} className="stroke-line" />
        {target !== undefined && (
          <line
            x1={`${placeOn(axis, target)}%`}
            x2={`${placeOn(axis, target)}%`}
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
        <span>{axis.low_shown}</span>
        <span>{axis.high_shown}</span>
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
          x1={`${placeOn(axis, low)}%`}
          x2={`${placeOn(axis, high)}%`}
          y1={y}
          y2={y}
          strokeWidth="2"
          className={{ rep: "stroke-accent", won: "stroke-won", lost: "stroke-lost" }[whose]}
        />
      )}
      <svg x={`${placeOn(axis, mean)}%`} y={y} overflow="visible" aria-hidden="true">
        <Dot whose={whose} />
      </svg>
    </>
  );
}
