"use client";

import { useState } from "react";
import { ReviewForm } from "@/components/shared/ReviewForm";
import { type CoachingScore, send } from "@/lib/api";
import { moment } from "@/lib/format";
import { SCORED_LABELS, scoreText } from "@/lib/scores";
import type { Renew } from "./Coaching";
import { CriterionLine } from "./CriterionLine";
import { ScoreReviews } from "./ScoreReviews";

const WIDTH = 96;

/** A score; what it is made of unfolds, with a way to set another one. */
export function ScoreLine({ score, callId, renew }: Renew & { readonly score: CoachingScore }) {
  const [open, setOpen] = useState(false);
  const value = score.score;

  async function review(verdict: "override" | "withdraw", reason: string, author: string, set: number | null) {
    const body = { score_id: score.id, verdict, reason, author, ...(set !== null && { score: set }) };
    renew(await send("post", ["/api/calls/{id}/coaching/reviews", { id: callId }], body));
  }
  return (
    <li className="border-line border-t">
      <details>
        <summary className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto_2.5rem] items-center gap-x-3 py-2">
          <span className="min-w-0">
            {SCORED_LABELS[score.dimension] ?? score.dimension}
            {score.band && <span className="block text-ink-soft text-note">{score.band.words}</span>}
            {score.override && (
              <span className="block text-note">
                set by {score.override.author}; was {scoreText(score.given)}
              </span>
            )}
            {score.stale && <span className="block text-attention text-note">stale: {score.stale}</span>}
          </span>
          <svg width={WIDTH} height="6" aria-hidden="true" className="max-wide:hidden">
            <rect width={WIDTH} height="6" rx="3" className="fill-line" />
            {value !== null && (
              <rect width={Math.max(3, (WIDTH * value) / 100)} height="6" rx="3" className="fill-ink-soft" />
            )}
          </svg>
          <span className="text-right tabular-nums" title={value === null ? "nothing to judge" : undefined}>
            {scoreText(value)}
          </span>
        </summary>
        <div className="pb-4 pl-3">
          {score.explanation && <p className="text-ink-soft">{score.explanation}</p>}
          <ul>
            {score.criteria.map((criterion) => (
              <CriterionLine key={criterion.name} criterion={criterion} score={score} callId={callId} renew={renew} />
            ))}
          </ul>
          <ScoreReviews reviews={score.reviews} />
          <p className="text-ink-soft text-note">
            Rubric {score.rubric_version ?? "not known"}, scorer {score.scorer_version ?? "not known"}
            {score.scored_at && `, ${moment(score.scored_at)}`}
          </p>
          {open ? (
            <ReviewForm
              title={score.override ? "Take back the score that was set" : "Set another score"}
              withScore={!score.override}
              close={() => setOpen(false)}
              submit={({ reason, author, score: set }) =>
                review(score.override ? "withdraw" : "override", reason, author, set)
              }
            />
          ) : (
            <button
              type="button"
              onClick={() => setOpen(true)}
              className="h-9 text-accent underline underline-offset-4 max-wide:h-11"
            >
              {score.override ? "Take back the set score" : "Set another score"}
            </button>
          )}
        </div>
      </details>
    </li>
  );
}
