import { describe, expect, test } from "vitest";
import { address } from "./api";
import { type Filters, isFiltered, NO_FILTERS, parseFilters, toggled, toParams, toQuery } from "./filters";

const FULL: Filters = {
  search: "öresund & sons",
  owner: ["dana@x.example", ""],
  stage: ["4. Evaluate", "a,b&c=d"],
  outcome: ["open", "lost"],
  healthMin: 0,
  healthMax: 4.9,
  quietDays: 14,
  signal: ["overdue", "no_activity"],
  closesFrom: "2026-10-01",
  closesBy: "2026-12-31",
  slippedSince: "2026-10-01",
  slippedPast: "2026-12-31",
  amountMin: 0,
  amountMax: 99.5,
  product: ["A & B", ""],
  team: "lee@x.example",
  forecastCategory: ["Best Case", ""],
  sort: "-amount",
  group: "owner",
};

const read = (query: string) => parseFilters(new URLSearchParams(query));

describe("filters in the URL", () => {
  test("are read back as they were written", () => {
    expect(read(toParams(FULL).toString())).toEqual(FULL);
    expect(toParams(NO_FILTERS).toString()).toBe("");
    expect(read("")).toEqual(NO_FILTERS);
  });

  test("a hand-edited address never reaches the API with what it would refuse", () => {
    const read_ = read(
      "outcome=maybe&health_min=11&health_max=low&quiet_days=-3&sort=password&owner=a&owner=a&unknown=1",
    );
    expect(read_).toEqual({ ...NO_FILTERS, owner: ["a"] });
  });

  test.each(["", " ", "abc", "-1", "10.1", "NaN"])("health %j is none", (text) => {
    expect(read(new URLSearchParams({ health_min: text }).toString()).healthMin).toBeNull();
  });

  test("health keeps one decimal", () => {
    expect(read("health_max=4.94").healthMax).toBe(4.9);
  });

  test("the order alone hides no deal", () => {
    expect(isFiltered({ ...NO_FILTERS, sort: "amount" })).toBe(false);
    expect(isFiltered({ ...NO_FILTERS, owner: [""] })).toBe(true);
  });
});

test("the API is asked for no filter that is not set", () => {
  const asked = (filters: Filters, cursor: string | null) =>
    address(["/api/opportunities", undefined, toQuery(filters, cursor)]).split("?")[1];
  expect(asked({ ...NO_FILTERS, search: "  " }, null)).toBe("sort=-updated&limit=50");
  expect(asked({ ...NO_FILTERS, healthMin: 0 }, "abc")).toBe("health_min=0&cursor=abc&sort=-updated&limit=50");
  expect(asked({ ...NO_FILTERS, owner: ["a", ""] }, null)).toBe("owner=a&owner=&sort=-updated&limit=50");
});

test("toggling adds and takes away", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});
