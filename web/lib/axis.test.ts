import { expect, test } from "vitest";
import { placeOn } from "./axis";

test.each([
  [0.5, 0],
  [0.75, 50],
  [1, 100],
  [1.4, 100],
  [0.1, 0],
])("%d stands at %d percent of an axis from 0.5 to 1", (value, place) => {
  expect(placeOn({ low: 0.5, high: 1, low_shown: "50%", high_shown: "100%" }, value)).toBeCloseTo(place);
});
