import { expect, test } from "vitest";
import { healthWord } from "./health";
import { healthRange } from "./healthRange";
import { personName, shortName } from "./people";

test.each([
  ["Dana Okafor", "d.okafor@x.example", "Dana Okafor"],
  [null, "dana.okafor@x.example", "Dana Okafor"],
  [" ", "wójcik_m@x.example", "Wójcik M"],
  [null, null, "nobody"],
])("%s, %s is %s", (name, email, shown) => {
  expect(personName(name, email)).toBe(shown);
});

test("a short name keeps the last one whole", () => {
  expect(shortName("Dana Maria Okafor")).toBe("D. Okafor");
  expect(shortName("Łukasz Żak")).toBe("Ł. Żak");
  expect(shortName("Pelé")).toBe("Pelé");
});

test.each([
  [null, "no score"],
  [0, "at risk"],
  [3.9, "at risk"],
  [4, "fair"],
  [4.9, "fair"],
  [5, "fair"],
  [6.9, "fair"],
  [7, "good"],
])("health %s is %s", (value, word) => {
  expect(healthWord(value)).toBe(word);
});

test("a range of health in words", () => {
  expect(healthRange(null, 4.9)).toBe("up to 4.9");
  expect(healthRange(7, null)).toBe("7.0 and up");
  expect(healthRange(4, 6.9)).toBe("4.0 to 6.9");
});
