import { describe, expect, test } from "vitest";
import { restoringText } from "./restoring";

describe("of a call whose parts were removed to save space", () => {
  test("the reader is told that the transcript is on its way, or that it cannot be had", () => {
    expect(restoringText("transcript", "running")).toBe(
      "This transcript was removed to save space. Restoring it from the source.",
    );
    expect(restoringText("transcript", "failed")).toBe(
      "This transcript was removed to save space. It could not be restored.",
    );
  });
  test("the sentence on scores goes on after the server's, which says that they were removed", () => {
    expect(restoringText("scores", "running")).toBe("Calculating them again.");
    expect(restoringText("scores", "failed")).toBe("They could not be calculated again.");
    expect(restoringText("scores", "done")).toBe("");
  });
});
