"use client";

import { useContext, useState } from "react";
import { ReviewForm } from "@/components/shared/ReviewForm";
import { type DealInsights, send } from "@/lib/api";
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
  const verdict = item.contested ? "withdraw" : "contest";
  return (
    <>
      {item.contested && <span className="text-attention text-note">disputed</span>}
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
              await send(
                "post",
                [
                  "/api/opportunities/{id}/insights/reviews",
                  { id: insights.opportunity_id },
                  { analyser: insights.analyser },
                ],
                { item: item.id, verdict, reason, author },
              ),
            )
          }
        />
      )}
    </>
  );
}
