import { describe, expect, test } from "vitest";
import { counted, unrepeated } from "./criteria";

const told = (formula: string) => counted({ formula }, "en-US");

describe("how points came about", () => {
  test("is told with the measure's name in words, its value and the scale", () => {
    expect(told("open_questions_per_hour = 15.01: 27.8 of 40 points (2 gives 0, 8 gives 14, 22 gives 40)")).toEqual({
      sentence: "Open questions per hour: 15. That is 27.8 of 40 points.",
      scale: "Points: 2 gives 0, 8 gives 14, 22 gives 40; in between in proportion.",
    });
  });
  test.each([
    [
      "talk_ratio = 0.49: 27.9 of 30 points (0.2 gives 15, 0.38 gives 30)",
      "Talk ratio: 49%",
      "20% gives 15, 38% gives 30",
    ],
    ["longest_turn_seconds = 95.32: 7.5 of 15 points (40 gives 15)", "Longest monologue: 95.3 s", "40 s gives 15"],
    ["next_step = 0: 0 of 30 points (0 gives 0, 1 gives 30)", "end: no. That is 0 of 30", "no gives 0, yes gives 30"],
    ["own_thing = 3: 1 of 2 points (0 gives 0)", "Own thing: 3", "0 gives 0"],
  ])("%s", (formula, sentence, scale) => {
    expect(told(formula)?.sentence).toContain(sentence);
    expect(told(formula)?.scale).toContain(scale);
  });
  test("of a language model is its level, and a measured number", () => {
    expect(told("level 3 of 4, by 2 quotes: 40 points at most")?.sentence).toBe(
      "Level 3 of 4, by 2 quotes: 40 points at most.",
    );
    expect(told("talk_ratio: 0.61, measured")).toEqual({ sentence: "Talk ratio: 61%, measured.", scale: null });
  });
  test.each(["talk_ratio: not on this call", "not judged"])("is nothing for %s", (formula) => {
    expect(told(formula)).toBeNull();
  });
});

describe("a score's explanation", () => {
  const criteria = [{ explanation: "Asked 8 open questions." }, { explanation: "No next step was agreed." }] as never;
  test.each([
    ["Strong: Asked 8 open questions. No next step was agreed.", ""],
    ["Strong: Asked 8 open questions.", ""],
    [null, ""],
    ["The call was short. Asked 8 open questions.", "The call was short. Asked 8 open questions."],
  ])("%j says beyond its criteria %j", (explanation, more) => {
    expect(unrepeated({ explanation, criteria })).toBe(more);
  });
  test("is told where there is no criterion", () => {
    const explanation = "No objection came up, so there is nothing to judge.";
    expect(unrepeated({ explanation, criteria: [] })).toBe(explanation);
  });
});
