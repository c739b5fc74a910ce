"use client";

import { Evidence } from "@/components/insights/Evidence";
import { Fold } from "@/components/shared/Fold";
import { Problem } from "@/components/shared/Problem";
import { type CompetitorsOfDeal, useApi } from "@/lib/api";
import { plural } from "@/lib/format";

type DealCompetitor = CompetitorsOfDeal["competitors"][number];

/** Other vendors on the deal, with what was said of them. Takes no place on a deal without any. */
export function Competitors({ deal, isTold }: { readonly deal: string; readonly isTold: boolean }) {
  const { data, error, mutate } = useApi(isTold ? ["/api/opportunities/{id}/competitors", { id: deal }] : null, {
    revalidateOnFocus: false,
  });
  if (!error && !data?.competitors.length) return null;
  return (
    <Fold name="competitors" title="Competitors" brief={data?.competitors.map(({ name }) => name).join(", ")}>
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {data && (
        <div className="unfolded flex flex-col gap-4">
          <ul className="grid gap-x-12 gap-y-4 wide:grid-cols-2">
            {data.competitors.map((one) => (
              <li key={one.name} className="min-w-0">
                <p className="break-words">
                  {one.name} <span className="text-ink-soft text-note">{where(one)}</span>
                </p>
                <Evidence items={one.mention?.evidence ?? []} />
              </li>
            ))}
          </ul>
          <p className="text-ink-soft text-note">{data.limitations.join(" ")}</p>
        </div>
      )}
    </Fold>
  );
}

function where({ in_crm, mention }: DealCompetitor): string {
  return [
    in_crm && "in the CRM",
    mention && mention.calls > 0 && plural(mention.calls, "call"),
    mention && mention.emails > 0 && plural(mention.emails, "email"),
  ]
    .filter(Boolean)
    .join(" · ");
}
