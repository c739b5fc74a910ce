import { describe, expect, test } from "vitest";
import type { CallCoaching, CallMetrics } from "./api";
import { marksOf } from "./marks";
import { scoresInBrief, scoreText } from "./scores";
import { axisOf, withUnit } from "./units";

const evidence = (turn: number) => ({ turn }) as never;
const criterion = (points: number | null, contested: object | null = null) => ({
  label: "Open questions",
  explanation: "Nine of them.",
  points,
  max: 40,
  contested,
  evidence: [evidence(4), evidence(4)],
});
const score = (origin: string, value: number | null) => ({
  dimension: "discovery",
  origin,
  score: value,
  criteria: [criterion(30)],
});
const coaching = {
  reps: [{ name: "Dana", scores: [score("claude", 71.6), score("local", 40)] }],
} as unknown as CallCoaching;

describe("beside a turn", () => {
  const metrics = {
    sides: [
      {
        trackers: [
          { name: "objection", turns: [4, 9] },
          { name: "objection_price", turns: [4] },
          { name: "next_steps", turns: [4] },
        ],
      },
    ],
  } as unknown as CallMetrics;
  test("what was judged comes first, each once, and an objection's kind instead of the word", () => {
    const marks = marksOf(metrics, coaching);
    expect(marks.get(4)?.map(({ text }) => text)).toEqual([
      "Discovery: open questions",
      "objection: price",
      "next steps",
    ]);
    expect(marks.get(9)?.map(({ text }) => text)).toEqual(["objection"]);
  });
  test.each([
    [40, null, true, "40 of 40 points. Nine of them."],
    [21, null, true, "21 of 40 points. Nine of them."],
    [20, null, false, "20 of 40 points. Nine of them."],
    [0, null, false, "0 of 40 points. Nine of them."],
    [null, null, null, "Nine of them."],
    [0, { reason: "No." }, null, "Nine of them."],
  ])("%s of 40 points, contested %s, is earned: %s", (points, contested, earned, title) => {
    const scores = [{ dimension: "discovery", criteria: [criterion(points, contested)] }];
    const [mark] = marksOf(undefined, { reps: [{ scores }] } as unknown as CallCoaching).get(4) ?? [];
    expect(mark).toMatchObject({ earned, title });
  });
  test("nothing stands where nothing is known", () => {
    expect(marksOf(undefined, undefined).size).toBe(0);
  });
});

test("scores in a line are one scorer's; no score is a dash", () => {
  expect(scoresInBrief(coaching)).toBe("Dana: discovery 72.");
  expect(scoreText(null)).toBe("–");
});

describe("an axis", () => {
  test("holds what it is given, and of shares nothing beyond all", () => {
    const axis = axisOf([0.5, 0.99, null], "share");
    expect(axis?.to).toBe(1);
    expect(axis?.place(1.4)).toBe(100);
    expect(axis?.place(0.5)).toBeGreaterThan(0);
  });
  test("ends where the scale does", () => {
    expect(axisOf([52, 97], "points")?.to).toBe(100);
    expect(axisOf([100, 100], "points")).toMatchObject({ from: 90, to: 100 });
    expect(axisOf([97], "seconds")?.to).toBeGreaterThan(100);
  });
  test("is none without values, and has a width with one", () => {
    expect(axisOf([null, undefined])).toBeNull();
    expect(axisOf([3])?.place(3)).toBeCloseTo(50);
  });
});

test.each([
  [0.583, "share", "58%"],
  [14.23, "per hour", "14.2 per hour"],
  [2.6, "people", "2.6 people"],
  [1, "people", "1 person"],
  [1.04, "people", "1 person"],
  [147.6, "words per minute", "148 words per minute"],
] as const)("%d %s reads as %s", (value, unit, text) => {
  expect(withUnit(value, unit, "en-US")).toBe(text);
});
