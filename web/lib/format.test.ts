import { describe, expect, test, vi } from "vitest";
import { ago, bytes, day, humanized, money, plural, took } from "./format";

const NOW = new Date("2026-11-21T12:00:00Z");
const EN = "en-US";

describe("money", () => {
  test("keeps every digit of a decimal string", () => {
    expect(money("123456789012345678.91", "USD", false, EN)).toBe("$123,456,789,012,345,678.91");
  });
  test("is short in columns", () => {
    expect(money("180000", "USD", true, EN)).toBe("$180K");
    expect(money("4200000", "EUR", true, EN)).toBe("€4.2M");
  });
  test("survives a currency that is none", () => {
    expect(money("12.5", "dollars", false, EN)).toBe("12.50 dollars");
    expect(money("12.5", null, false, EN)).toBe("12.50");
    expect(money("12.5", "<b>", false, EN)).toBe("12.50 <b>");
  });
});

describe("days", () => {
  test("have no zone: the day written is the day shown", () => {
    expect(day("2026-12-01", NOW, EN)).toBe("Dec 1");
    expect(day("2027-01-01", NOW, EN)).toBe("Jan 1, 2027");
  });
  test("what is no date is shown as it came", () => {
    expect(day("soon", NOW, EN)).toBe("soon");
  });
});

test.each([
  ["2026-11-21T11:59:40Z", "just now"],
  ["2026-11-21T11:20:00Z", "40 minutes ago"],
  ["2026-11-20T11:00:00Z", "yesterday"],
  ["2026-11-02T12:00:00Z", "19 days ago"],
  ["2025-11-02T12:00:00Z", "Nov 2, 2025"],
])("%s was %s", (at, words) => {
  expect(ago(at, NOW, EN)).toBe(words);
});

test("sizes and spans", () => {
  expect(bytes(0, EN)).toBe("0 byte");
  expect(bytes(8_440_000, EN)).toBe("8.44 MB");
  expect(took("2026-11-21T12:00:00Z", "2026-11-21T12:00:05Z", EN)).toBe("5 sec");
  expect(plural(1, "deal", "deals", EN)).toBe("1 deal");
  expect(plural(1200, "deal", "deals", EN)).toBe("1,200 deals");
});

test.each([
  ["billing_country__c", "Billing country"],
  ["NextStep", "Next step"],
  ["competitor_c", "Competitor"],
  ["_", "_"],
])("%s reads as %s", (key, words) => {
  expect(humanized(key)).toBe(words);
});

test("the day of a moment is the reader's own", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  expect(day("2026-11-20T23:30:00Z", NOW, EN)).toBe("Nov 21");
  vi.stubEnv("TZ", "America/Los_Angeles");
  expect(day("2026-11-20T03:30:00Z", NOW, EN)).toBe("Nov 19");
  expect(day("2026-11-20", NOW, EN)).toBe("Nov 20");
  vi.unstubAllEnvs();
});
