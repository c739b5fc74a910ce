import type { LearningDimension, Moment } from "@/lib/api";
import { Intervals } from "./Intervals";
import { MomentQuote } from "./MomentQuote";

/** A dimension: what it is, the rep beside won and lost deals of peers, and what can be said of it. */
export function DimensionRow({ dimension, rep }: { readonly dimension: LearningDimension; readonly rep: string }) {
  const { name, label, definition, axis, verdict, reason, sentence, winners, losers } = dimension;
  const moments: readonly [string, readonly Moment[]][] = [
    ["In won deals", dimension.won_moments],
    ["In lost deals", dimension.lost_moments],
    [`In ${rep}'s calls`, dimension.own_moments],
  ];
  const lanes = [
    { ...dimension.rep, whose: "rep", name: rep, shown: dimension.rep.shown_with_interval },
    { ...winners, whose: "won", name: "won deals", shown: winners.shown_with_interval },
    { ...losers, whose: "lost", name: "lost deals", shown: losers.shown_with_interval },
  ] as const;
  return (
    <li
      id={name}
      className="grid gap-x-8 gap-y-2 border-line border-t py-3 wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] full:grid-cols-[minmax(0,18rem)_minmax(0,1fr)_minmax(0,28rem)]"
    >
      <div className="min-w-0">
        <h3 className="font-semibold first-letter:uppercase">{label}</h3>
        <p className="text-ink-soft text-note">{definition}</p>
      </div>
      <Intervals lanes={lanes} axis={axis} />
      <div className="min-w-0 wide:max-full:col-span-2">
        <p
          data-verdict={verdict}
          className="text-ink-soft data-[verdict=differs]:font-semibold data-[verdict=differs]:text-ink"
        >
          {reason}
        </p>
        <p className="text-note">{sentence}</p>
        <Sureness of={dimension} />
      </div>
      {moments.some(([, found]) => found.length > 0) && (
        <details className="col-span-full">
          <summary className="py-1 text-accent">Example moments</summary>
          <div className="grid gap-x-8 gap-y-4 pt-2 full:grid-cols-3">
            {moments.map(
              ([title, found]) =>
                found.length > 0 && (
                  <section key={title} className="min-w-0">
                    <h4 className="pb-1 text-ink-soft text-note">{title}</h4>
                    <div className="flex flex-col gap-4">
                      {found.map((moment) => (
                        <MomentQuote key={`${moment.call_id} ${moment.turn} ${moment.at_ms}`} moment={moment} />
                      ))}
                    </div>
                  </section>
                ),
            )}
          </div>
        </details>
      )}
    </li>
  );
}

/** The statistics, for whoever asks. */
function Sureness({ of: { effect, q, peers_agreeing, peers_compared } }: { readonly of: LearningDimension }) {
  const parts = [
    effect && `Cliff's delta ${two(effect.delta)} (${two(effect.low)} to ${two(effect.high)})`,
    q !== null && `q ${q < 0.001 ? "under 0.001" : q.toFixed(3)}`,
    peers_compared > 0 && `${peers_agreeing} of ${peers_compared} peers show the same`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <details className="text-ink-soft text-note">
      <summary className="flex min-h-6 items-center underline decoration-dotted underline-offset-4 max-wide:min-h-11">
        Statistics
      </summary>
      {parts.join(" · ")}
    </details>
  );
}

function two(value: number): string {
  return value.toFixed(2).replace("-", "−");
}
