import { expect, test } from "vitest";
import { NO_FILTERS, parseFilters } from "./filters";
import { builtIn, shows, storedViews, storeViews, type View, withView } from "./views";

const MINE: View = { name: "Mine", query: "owner=a&stage=b" };

function storage(text: string | null) {
  const kept = new Map(text === null ? [] : [["gametape.views", text]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("views come back as they were kept", () => {
  const browser = storage(null);
  storeViews(browser, [MINE]);
  expect(storedViews(browser)).toEqual([MINE]);
});

test.each(["", "{", '{"name":"x"}', '[1,null,{"name":"x"}]', "null"])(
  "what else lies there (%s) is ignored",
  (text) => {
    expect(storedViews(storage(text))).toEqual([]);
  },
);

test("a browser that keeps nothing breaks nothing", () => {
  const closed = () => {
    throw new Error("QuotaExceededError");
  };
  expect(storedViews({ getItem: closed })).toEqual([]);
  expect(() => storeViews({ setItem: closed }, [MINE])).not.toThrow();
});

test("a view is known again whatever the order of its filters", () => {
  expect(shows(MINE, parseFilters(new URLSearchParams("stage=b&owner=a")))).toBe(true);
  expect(shows(MINE, NO_FILTERS)).toBe(false);
});

test("the built-in views differ from each other", () => {
  const matches = builtIn(14).map((view) => {
    const filters = parseFilters(new URLSearchParams(view.query));
    return builtIn(14).filter((other) => shows(other, filters)).length;
  });
  expect(matches).toEqual(builtIn(14).map(() => 1));
});

test("saving under the same name replaces", () => {
  const later = { name: "Mine", query: "owner=c" };
  expect(withView([MINE], later)).toEqual([later]);
});
