"use client";

import { Problem } from "@/components/shared/Problem";
import { useApi } from "@/lib/api";
import { freshness } from "@/lib/freshness";
import { useNow } from "@/lib/useNow";
import { Entities } from "./Entities";
import { Reconciled } from "./Reconciled";
import { Rejects } from "./Rejects";
import { Runs } from "./Runs";
import { Storage } from "./Storage";

const EVERY = 15_000; // milliseconds; a sync may be running

/** Whether the data can be trusted: a sentence first, the tables for whoever wants them. */
export function SyncPage() {
  const { data: report, error, mutate } = useApi(["/api/sync"], { refreshInterval: EVERY });
  const now = useNow();
  const state = report && freshness(report, now);
  return (
    <>
      <h1 className="pt-6 pb-1 font-semibold text-title">Sync</h1>
      <p role="status" data-tone={state?.tone} className="max-w-[48rem] text-lead data-[tone=attention]:text-attention">
        {state?.text ?? <span aria-hidden="true" className="waiting inline-block h-5 w-96 max-w-full" />}
      </p>
      {report?.runs.length === 0 && (
        <p className="text-ink-soft">
          Run <code className="rounded-small bg-well px-1 text-ink">gametape doctor</code> to check what the warehouse
          holds, then <code className="rounded-small bg-well px-1 text-ink">gametape sync</code>.
        </p>
      )}
      {error && !report ? <Problem error={error} retry={() => void mutate()} /> : null}
      {report ? (
        <div className="flex flex-col gap-10 pt-8">
          {report.entities.length > 0 && <Entities entities={report.entities} />}
          {report.runs.length > 0 && <Runs runs={report.runs} />}
          <Rejects rejects={report.rejects} />
          {report.entities.length > 0 && <Reconciled entities={report.entities} />}
          <Storage report={report} />
        </div>
      ) : (
        !error && <div aria-hidden="true" className="waiting mt-8 h-64" />
      )}
    </>
  );
}
