import type { Turn } from "@/lib/api";
import { clock, minutes } from "@/lib/clock";

const ROWS = { ours: 2, unknown: 13, theirs: 24 } as const;
const STEP = 5; // seconds that an arrow key moves

/** Who spoke when: our side above, theirs below. Drag or use the arrow keys to read at another place. */
export function Ribbon({
  turns,
  length,
  seconds,
  go,
}: {
  readonly turns: readonly Turn[];
  readonly length: number;
  readonly seconds: number | null;
  readonly go: (seconds: number) => void;
}) {
  return (
    <div className="relative rounded-small has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent">
      <svg width="100%" height="36" aria-hidden="true" className="block rounded-small bg-well">
        {turns.map(({ number, start_ms, end_ms, side }) => (
          <rect
            key={number}
            x={`${start_ms / 10 / length}%`}
            width={`${Math.max(0.15, (end_ms - start_ms) / 10 / length)}%`}
            y={ROWS[side]}
            height="10"
            data-side={side}
            className="fill-line-strong data-[side=ours]:fill-ours data-[side=theirs]:fill-theirs"
          />
        ))}
        {seconds !== null && <rect x={`${(100 * seconds) / length}%`} width="2" height="36" className="fill-accent" />}
      </svg>
      <input
        type="range"
        aria-label="Position in the call"
        aria-valuetext={`${clock(seconds ?? 0)} of ${clock(length)}`}
        min={0}
        max={Math.ceil(length)}
        step={STEP}
        value={seconds ?? 0}
        onChange={(event) => go(event.target.valueAsNumber)}
        className="absolute inset-0 size-full cursor-pointer opacity-0 max-wide:h-11"
      />
      <p aria-hidden="true" className="flex justify-between text-note tabular-nums">
        <span>
          <span className="text-ours">Us (top)</span>
          <span className="text-ink-soft"> · </span>
          <span className="text-theirs">Customer (bottom)</span>
        </span>
        <span className="text-ink-soft">{minutes(length)}</span>
      </p>
    </div>
  );
}
