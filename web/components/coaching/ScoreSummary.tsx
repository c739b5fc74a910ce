import type { CoachingScore } from "@/lib/api";
import { SCORED_LABELS, scoreText } from "@/lib/scores";

const WIDTH = 96;

/** A score at a glance: what it is called, how it is, or why there is none. */
export function ScoreSummary({ score }: { readonly score: CoachingScore }) {
  const value = score.score;
  return (
    <summary className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto_2.5rem] items-center gap-x-3 py-2 max-wide:grid-cols-[minmax(0,1fr)_2.5rem]">
      <span className="min-w-0">
        {SCORED_LABELS[score.dimension] ?? score.dimension}
        {value === null && score.explanation && (
          <span className="block text-ink-soft text-note">{score.explanation}</span>
        )}
        {score.band && <span className="block text-ink-soft text-note">{score.band.words}</span>}
        {score.override && (
          <span className="block text-note">
            set by {score.override.author}; was {scoreText(score.given)}
          </span>
        )}
        {score.stale && <span className="block text-attention text-note">outdated: {score.stale}</span>}
      </span>
      <svg width={WIDTH} height="6" aria-hidden="true" className="max-wide:hidden">
        <rect width={WIDTH} height="6" rx="3" className="fill-line" />
        {value !== null && (
          <rect width={Math.max(3, (WIDTH * value) / 100)} height="6" rx="3" className="fill-ink-soft" />
        )}
      </svg>
      <span className="text-right tabular-nums">
        {scoreText(value)}
        {value === null && <span className="sr-only">not enough to score</span>}
      </span>
    </summary>
  );
}
