import { expect, test } from "vitest";
import type { StageMove } from "./api";
import { changeText } from "./changes";
import { stagePeriods } from "./stages";

const NOW = new Date("2026-11-21T12:00:00Z");
const move = (stage: string | null, at: string | null): StageMove => ({ stage, at, origin: "opportunity_history" });

test("an open deal is still in its last stage", () => {
  const history = [move("1", "2026-10-01T00:00:00Z"), move("2", "2026-10-11T00:00:00Z")];
  expect(
    stagePeriods({ stage_history: history, outcome: "open" }, NOW).map(({ stage, to, days }) => [stage, to, days]),
  ).toEqual([
    ["1", "2026-10-11T00:00:00Z", 10],
    ["2", null, 41],
  ]);
});

test("a closed deal ended by entering its last stage", () => {
  const history = [move("1", "2026-10-01T00:00:00Z"), move("Lost", "2026-10-11T00:00:00Z")];
  expect(stagePeriods({ stage_history: history, outcome: "lost" }, NOW).at(-1)?.days).toBe(0);
});

test("disorder, repeats and moves at no time are survived", () => {
  const history = [
    move("2", "2026-10-11T00:00:00Z"),
    move("1", "2026-10-01T00:00:00Z"),
    move("1", "2026-10-05T00:00:00Z"),
    move("3", null),
  ];
  expect(stagePeriods({ stage_history: history, outcome: "open" }, NOW).map(({ stage }) => stage)).toEqual(["1", "2"]);
});

test.each([
  ["close_date", "2026-11-12", "2026-12-12 00:00:00", "Nov 12", "Dec 12"],
  ["amount", "150000", "180000.50", "$150,000", "$180,000.50"],
  ["amount", null, "lots", null, "lots"],
  ["stage", "3. Demo", null, "3. Demo", "none"],
])("a move of %s from %s to %s reads well", (field, old, new_, from, to) => {
  const change = { field, old, new: new_, changed_at: null, not_before: null, origin: "observed" };
  expect(changeText(change, "USD", NOW, "en-US")).toMatchObject({ from, to });
});
