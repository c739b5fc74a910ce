import type { Run, SyncReport } from "./api";
import { ago, count, plural } from "./format";

export interface Freshness {
  readonly tone: "calm" | "attention";
  readonly text: string;
}

/** The state of the data in one sentence or two: what a reader must know before trusting a page. */
export function freshness(report: SyncReport, now: Date, locale?: string): Freshness {
  const last = report.runs.find((run) => run.finished_at);
  if (report.running_since) {
    return { tone: "calm", text: `A sync is running, started ${ago(report.running_since, now, locale)}.` };
  }
  if (!last?.finished_at) {
    return { tone: "attention", text: "No sync yet." };
  }
  const when = ago(last.finished_at, now, locale);
  if (last.status === "failed") {
    return { tone: "attention", text: `The last sync failed, ${when}. This data is older.` };
  }
  if (report.is_late) {
    return { tone: "attention", text: `The last sync was ${when}; none in the last ${report.late_after_hours} hours.` };
  }
  const did = `Last sync ${when}: ${plural(changed(last), "change", "changes", locale)}, ${refused(report, locale)}.`;
  return last.status === "success"
    ? { tone: "calm", text: `Up to date. ${did}` }
    : { tone: "attention", text: `Partly up to date. ${did} Some entities did not finish.` };
}

/** Rows that a run wrote, over all entities. */
export function changed(run: Run): number {
  return Object.values(run.entities).reduce(
    (sum, { counts }) => sum + (counts?.inserted ?? 0) + (counts?.updated ?? 0) + (counts?.deleted ?? 0),
    0,
  );
}

function refused(report: SyncReport, locale?: string): string {
  if (report.rejects_open === 0) return "nothing rejected";
  return `${count(report.rejects_open, locale)} ${report.rejects_open === 1 ? "row" : "rows"} rejected`;
}
