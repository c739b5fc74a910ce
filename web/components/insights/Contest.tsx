"use client";

import { useContext, useState } from "react";
import { ReviewForm } from "@/components/shared/ReviewForm";
import type { DealInsights } from "@/lib/api";
import { day } from "@/lib/format";
import { answerOf, POST } from "@/lib/send";
import { useNow } from "@/lib/useNow";
import { Renewing } from "./Renewing";

/** What people said of an item, and a way to say that it is wrong, or is not after all. */
export function Contest({
  insights,
  item,
}: {
  readonly insights: DealInsights;
  readonly item: { readonly id: string; readonly contested?: boolean };
}) {
  const renew = useContext(Renewing);
  const [open, setOpen] = useState(false);
  const now = useNow();
  const said = item.contested ? insights.reviews.find((review) => review.item === item.id) : undefined;
  const verdict = item.contested ? "withdraw" : "contest";
  return (
    <>
      {said && (
        <span className="basis-full break-words text-note">
          Disputed by {said.author}
          <span className="text-ink-soft"> on {day(said.created_at, now)}</span>: “{said.reason}”
        </span>
      )}
      {!open && (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="h-6 text-ink-soft text-note underline underline-offset-4 hover:text-ink max-wide:h-11"
        >
          {item.contested ? "Withdraw dispute" : "Dispute"}
        </button>
      )}
      {open && (
        <ReviewForm
          title={item.contested ? "Withdraw dispute" : "Dispute this"}
          close={() => setOpen(false)}
          submit={async ({ reason, author }) =>
            renew(
              await answerOf(
                POST("/api/opportunities/{id}/insights/reviews", {
                  params: { path: { id: insights.opportunity_id }, query: { analyser: insights.analyser } },
                  body: { item: item.id, verdict, reason, author },
                }),
              ),
            )
          }
        />
      )}
    </>
  );
}
