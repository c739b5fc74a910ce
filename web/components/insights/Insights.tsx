"use client";

import type { ReactNode } from "react";
import { Fold } from "@/components/shared/Fold";
import { Problem } from "@/components/shared/Problem";
import type { DealInsights } from "@/lib/api";
import { plural } from "@/lib/format";
import { InsightsSkeleton } from "./InsightsSkeleton";
import { Methodology } from "./Methodology";
import { NextActions } from "./NextActions";
import { Objections } from "./Objections";
import { Receipt } from "./Receipt";
import { Relationship } from "./Relationship";
import { Renewing } from "./Renewing";
import { Review } from "./Review";
import { Remarks, Themes } from "./Themes";

/** What is judged of a deal: what to do next first, then what that rests on. Every statement is a click from its source. */
export function Insights({
  insights: data,
  error,
  retry,
  renew,
}: {
  readonly insights: DealInsights | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  readonly renew: (again: DealInsights) => void;
}) {
  return (
    <Renewing value={renew}>
      <Fold name="insights" title="Insights" brief={data && brief(data)}>
        {error && !data ? <Problem error={error} retry={retry} /> : null}
        {!data && !error && <InsightsSkeleton />}
        {data && (
          <div className="unfolded flex flex-col gap-4">
            <div className="grid gap-x-12 gap-y-6 full:grid-cols-[minmax(0,1fr)_21rem]">
              <div className="flex flex-col gap-6">
                {data.review ? (
                  <Part title="Review">
                    <Review review={data.review} />
                  </Part>
                ) : (
                  <Part title="Next actions">
                    <NextActions insights={data} />
                  </Part>
                )}
                {data.remarks.length > 0 && (
                  <Part title="Summary">
                    <Remarks insights={data} />
                  </Part>
                )}
                <Part title={data.methodology.name}>
                  <Methodology insights={data} />
                </Part>
              </div>
              <div className="grid content-start gap-6 wide:max-full:grid-cols-2">
                <Part title="Objections">
                  <Objections insights={data} />
                </Part>
                <Part title="Relationship">
                  <Relationship relation={data.relationship} />
                </Part>
                <Part title="Topics">
                  <Themes insights={data} />
                </Part>
              </div>
            </div>
            <Receipt insights={data} />
          </div>
        )}
      </Fold>
    </Renewing>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="pb-1 text-ink-soft text-note">{title}</h3>
      {children}
    </section>
  );
}

function brief({ actions, objections, coverage }: DealInsights): string {
  const open = objections.filter(({ state, contested }) => state === "open" && !contested).length;
  const next = actions.filter(({ contested }) => !contested).length;
  return [
    next > 0 && plural(next, "next action"),
    open > 0 && plural(open, "open objection"),
    `based on ${coverage.calls_read} of ${plural(coverage.calls, "call")}, ${plural(coverage.emails_read, "email")}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
