import { expect, test } from "vitest";
import { ignoredFilters } from "./ignored";

test("what an address gets wrong is named", () => {
  const params = new URLSearchParams(
    "outcome=open&outcome=maybe&health_min=11&sort=size&owners=dana@x.example&search=north",
  );
  expect(ignoredFilters(params)).toEqual([
    ["outcome", "maybe"],
    ["health_min", "11"],
    ["sort", "size"],
    ["owners", "dana@x.example"],
  ]);
});

test("an address of ours has nothing wrong", () => {
  const params = new URLSearchParams("outcome=open&owner=&stale_days=14&sort=-updated&health_max=4.9&search=");
  expect(ignoredFilters(params)).toEqual([]);
});
