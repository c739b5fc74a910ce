"use client";

import { useContext, useState } from "react";
import { ReviewForm } from "@/components/shared/ReviewForm";
import type { CoachingScore } from "@/lib/api";
import { moment } from "@/lib/format";
import { answerOf, POST } from "@/lib/send";
import { CriterionLine } from "./CriterionLine";
import { Renewing } from "./Renewing";
import { ScoreReviews } from "./ScoreReviews";
import { ScoreSummary } from "./ScoreSummary";

/** A score; what it is made of unfolds, with a way to set another one. */
export function ScoreLine({ score, callId }: { readonly score: CoachingScore; readonly callId: string }) {
  const renew = useContext(Renewing);
  const [open, setOpen] = useState(false);
  // The explanation of a score repeats its criteria; why there is no score stands in the summary.
  const explanation = score.score !== null && score.criteria.length === 0 ? score.explanation : null;

  async function review(verdict: "override" | "withdraw", reason: string, author: string, set: number | null) {
    const body = { score_id: score.id, verdict, reason, author, ...(set !== null && { score: set }) };
    renew(await answerOf(POST("/api/calls/{id}/coaching/reviews", { params: { path: { id: callId } }, body })));
  }
  return (
    <li className="border-line border-t">
      <details>
        <ScoreSummary score={score} />
        <div className="pb-4 pl-3">
          {explanation && <p className="text-ink-soft">{explanation}</p>}
          <ul>
            {score.criteria.map((criterion) => (
              <CriterionLine key={criterion.name} criterion={criterion} score={score} callId={callId} />
            ))}
          </ul>
          <ScoreReviews reviews={score.reviews} />
          <p className="text-ink-soft text-note">
            Rubric {score.rubric_version ?? "not known"}, scorer {score.scorer_version ?? "not known"}
            {score.scored_at && `, ${moment(score.scored_at)}`}
          </p>
          {open ? (
            <ReviewForm
              title={score.override ? "Remove override" : "Override score"}
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
              {score.override ? "Remove override" : "Override score"}
            </button>
          )}
        </div>
      </details>
    </li>
  );
}
