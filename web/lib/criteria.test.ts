import { describe, expect, test } from "vitest";
import { unrepeated } from "./criteria";

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
