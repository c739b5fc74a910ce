import { expect, test } from "vitest";
import type { Run, SyncReport } from "./api";
import { freshness } from "./freshness";

const NOW = new Date("2026-11-21T12:00:00Z");

function run(status: string, finished: string | null): Run {
  const counts = { read: 12, inserted: 1, updated: 2, deleted: 1, unchanged: 8 };
  return {
    id: "1",
    trigger: "cron",
    started_at: "2026-11-21T05:59:00Z",
    finished_at: finished,
    status,
    message: null,
    entities: { opportunities: { status, counts } },
  };
}

function report(part: Partial<SyncReport>): SyncReport {
  const empty = {
    entities: [],
    runs: [],
    rejects: [],
    storage: [],
    running_since: null,
    rejects_open: 0,
    storage_bytes: 0,
    storage_budget_bytes: null,
    storage_is_short: false,
    is_late: false,
    late_after_hours: 26,
  };
  return { now: NOW.toISOString(), ...empty, ...part };
}

const say = (part: Partial<SyncReport>) => freshness(report(part), NOW, "en-US");

test("nothing was ever synced", () => {
  expect(say({})).toEqual({ tone: "attention", text: "No sync yet." });
});

test("all is well", () => {
  const state = say({ runs: [run("success", "2026-11-21T06:00:00Z")] });
  expect(state).toEqual({ tone: "calm", text: "Up to date. Last sync 6 hours ago: 4 changes, nothing rejected." });
});

test("rejected rows are told", () => {
  expect(say({ runs: [run("success", "2026-11-21T06:00:00Z")], rejects_open: 2 }).text).toContain("2 rows rejected");
});

test.each([
  [run("failed", "2026-11-21T06:00:00Z"), "The last sync failed", false],
  [run("partial", "2026-11-21T06:00:00Z"), "Partly up to date", false],
  [run("success", "2026-11-19T06:00:00Z"), "none in the last 26 hours", true],
])("what needs a look has the tone for it", (last, words, is_late) => {
  const state = say({ runs: [last], is_late });
  expect(state.tone).toBe("attention");
  expect(state.text).toContain(words);
});

test("a run under way is told, and one that died is not taken for one", () => {
  expect(say({ runs: [run("running", null)], running_since: "2026-11-21T11:58:00Z" }).text).toBe(
    "A sync is running, started 2 minutes ago.",
  );
  expect(say({ runs: [run("running", null), run("success", "2026-11-21T06:00:00Z")] }).tone).toBe("calm");
});
