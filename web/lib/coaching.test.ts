import { describe, expect, test } from "vitest";
import type { CallCoaching, CallMetrics } from "./api";
import { marksOf } from "./marks";
import { scoresInBrief, scoreText } from "./scores";

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
          { name: "objection_unspecified", turns: [9] },
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
