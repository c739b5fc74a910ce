"use client";

import { useState } from "react";
import { Problem } from "@/components/shared/Problem";
import { When } from "@/components/shared/When";
import type { Agreement } from "@/lib/api";
import { plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { answerOf, POST } from "@/lib/send";
import { Intervals } from "./Intervals";

/** What was agreed, and what calls before and since show of it. */
export function AgreementLine({
  repId,
  agreement,
  renew,
}: {
  readonly repId: string;
  readonly agreement: Agreement;
  readonly renew: (agreements: Agreement[]) => void;
}) {
  const [error, setError] = useState<unknown>();
  const { label, before, after, sentence, note, manager_email, agreed_at, ended_at } = agreement;
  const lanes = [
    { ...before, whose: "rep", name: "before", n: before.deals, shown: agreement.before_shown },
    { ...after, whose: "rep", name: "since", n: after.deals, shown: agreement.after_shown },
  ] as const;
  async function end() {
    const path = { id: repId, agreement_id: agreement.id };
    try {
      renew(await answerOf(POST("/api/reps/{id}/agreements/{agreement_id}/end", { params: { path } })));
    } catch (problem) {
      setError(problem);
    }
  }
  return (
    <li
      data-ended={ended_at !== null}
      className="grid gap-x-8 gap-y-2 border-line border-t py-3 first:border-t-0 data-[ended=true]:text-ink-soft wide:grid-cols-2"
    >
      <div className="min-w-0">
        <h3 className="font-semibold first-letter:uppercase">
          {label}: {agreement.target_shown}
        </h3>
        <p className="text-ink-soft text-note">
          agreed <When at={agreed_at} />
          {manager_email && ` with ${personName(null, manager_email)}`}
          {ended_at && (
            <>
              {", ended "}
              <When at={ended_at} />
            </>
          )}
        </p>
        {note && <p className="break-words">{note}</p>}
        <p>{sentence}</p>
        {ended_at === null && (
          <button
            type="button"
            onClick={() => void end()}
            className="h-9 text-ink-soft text-note underline underline-offset-4 hover:text-ink max-wide:h-11"
          >
            End this goal
          </button>
        )}
        {error ? <Problem error={error} /> : null}
      </div>
      <div className="min-w-0">
        <p className="flex justify-between text-ink-soft text-note">
          <span>
            Before ({plural(before.calls, "call")}, {plural(before.deals, "deal")})
          </span>
          <span>
            Since ({plural(after.calls, "call")}, {plural(after.deals, "deal")})
          </span>
        </p>
        <Intervals lanes={lanes} axis={agreement.axis} target={agreement.target} />
      </div>
    </li>
  );
}
