"use client";

import { useContext, useState } from "react";
import { Evidence } from "@/components/insights/Evidence";
import { ReviewForm } from "@/components/shared/ReviewForm";
import type { CoachingCriterion, CoachingScore } from "@/lib/api";
import { answerOf, POST } from "@/lib/send";
import { HowCounted } from "./HowCounted";
import { Renewing } from "./Renewing";

/** A part of a score: its points, why, and what was said; a person can say that it is wrong. */
export function CriterionLine({
  criterion,
  score,
  callId,
}: {
  readonly criterion: CoachingCriterion;
  readonly score: CoachingScore;
  readonly callId: string;
}) {
  const renew = useContext(Renewing);
  const [open, setOpen] = useState(false);
  const { contested } = criterion;

  async function review(reason: string, author: string) {
    const verdict = contested ? "withdraw" : "contest";
    const body = { score_id: score.id, verdict, item: criterion.name, reason, author } as const;
    renew(await answerOf(POST("/api/calls/{id}/coaching/reviews", { params: { path: { id: callId } }, body })));
  }
  return (
    <li className="py-2">
      <p
        data-contested={contested !== null}
        className="flex justify-between gap-x-3 data-[contested=true]:line-through"
      >
        <span className="min-w-0">{criterion.label}</span>
        <span className="whitespace-nowrap text-note tabular-nums leading-6">
          {criterion.points === null ? "not scored" : `${Math.round(criterion.points)} of ${Math.round(criterion.max)}`}
        </span>
      </p>
      <p className="text-ink-soft text-note">{criterion.explanation}</p>
      <HowCounted criterion={criterion} />
      <Evidence items={criterion.evidence} />
      {contested && (
        <p className="text-attention text-note">
          Disputed by {contested.author}: “{contested.reason}” Not counted in the score.
        </p>
      )}
      {open ? (
        <ReviewForm
          title={contested ? "Withdraw dispute" : "Dispute this"}
          close={() => setOpen(false)}
          submit={({ reason, author }) => review(reason, author)}
        />
      ) : (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="h-6 text-ink-soft text-note underline underline-offset-4 hover:text-ink max-wide:h-11"
        >
          {contested ? "Withdraw dispute" : "Dispute"}
        </button>
      )}
    </li>
  );
}
