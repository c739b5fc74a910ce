import { expect, test } from "vitest";
import { daysBefore, mondayBefore } from "./sinceDay";

test("Monday is the last one before today", () => {
  expect(mondayBefore("2026-12-01")).toBe("2026-11-30");
  expect(mondayBefore("2026-12-06")).toBe("2026-11-30");
  expect(mondayBefore("2026-11-30")).toBe("2026-11-23");
});

test("days are counted over the end of a month", () => {
  expect(daysBefore("2026-12-01", 7)).toBe("2026-11-24");
});
