import { describe, expect, test } from "vitest";
import { anchorTo, anchorToTurn, parseAnchor } from "./anchor";
import type { Activity, SearchHits, TimelineItem, Turn } from "./api";
import { address } from "./api";
import { clock } from "./clock";
import { gongAddress } from "./gong";
import { listHits } from "./hits";
import { daysQuiet } from "./quiet";
import { isWarm } from "./signals";
import { months, scaleOf, silences } from "./strip";
import { stretches } from "./timeline";
import { lengthOf, matching, pieces, placeOf, turnAt } from "./turns";

const ID = "0bfc687d-9782-5b60-9417-08546c6c2a5b";
const NOW = new Date("2026-11-21T12:00:00Z");

test("a request becomes an address: values in the path, lists repeated, nothing for what is not set", () => {
  expect(address(["/api/opportunities/{id}", { id: "a/b" }])).toBe("/api/opportunities/a%2Fb");
  expect(address(["/api/opportunities", undefined, { owner: ["a&b", ""], health_min: null, limit: 50 }])).toBe(
    "/api/opportunities?owner=a%26b&owner=&limit=50",
  );
});

describe("a link into a story", () => {
  test("is read back as it was written", () => {
    expect(parseAnchor(anchorTo("call", ID, 754.9))).toEqual({ type: "call", id: ID, seconds: 754, turn: null });
    expect(parseAnchor(anchorTo("email", ID))).toEqual({ type: "email", id: ID, seconds: null, turn: null });
    expect(parseAnchor(anchorToTurn(ID, 41))).toEqual({ type: "call", id: ID, seconds: null, turn: 41 });
  });
  test.each(["", "#main", "#call-1", `#person-${ID}`, `#call-${ID}&t=-1`, `#call-${ID}&t=1e9`])(
    "%j is none",
    (hash) => {
      expect(parseAnchor(hash)).toBeNull();
    },
  );
});

test.each([
  [0, "0:00"],
  [754, "12:34"],
  [3723.9, "1:02:03"],
])("%d seconds into a call is %s", (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test("only web addresses lead to Gong, and keep what they had", () => {
  expect(gongAddress("https://gong.example/call?id=1", 754.2)).toBe("https://gong.example/call?id=1&t=754");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "call?id=1", "", null]) {
    expect(gongAddress(url, 1)).toBeNull();
  }
});

test("a deal is quiet by the number that the API gives for it, and never where nobody looked", () => {
  expect(daysQuiet({ quiet_days: 18, quiet_from: 14 })).toBe(18);
  expect(daysQuiet({ quiet_days: 14, quiet_from: 14 })).toBe(14);
  expect(daysQuiet({ quiet_days: 18, quiet_from: 21 })).toBeNull();
  expect(daysQuiet({ quiet_days: null, quiet_from: 14 })).toBeNull();
  expect(daysQuiet({})).toBeNull();
});

test("items are told by day, each once, with silences between the days", () => {
  const mail = (id: string, sent_at: string | null) => ({ type: "email", id, sent_at }) as TimelineItem;
  const silence = { type: "silence", id: "c", days: 9 } as TimelineItem;
  const items = [
    mail("a", "2026-11-20T12:00:00"),
    mail("b", "2026-11-20T09:00:00"),
    mail("b", "2026-11-20T09:00:00"),
    mail("c", "2026-11-19T23:00:00"),
    silence,
    mail("d", "2026-11-10T12:00:00"),
    mail("e", null),
  ];
  const told = stretches(items).map((one) => (one.type === "day" ? one.items.map(({ id }) => id) : one.silence.days));
  expect(told).toEqual([["a", "b"], ["c"], 9, ["d"], ["e"]]);
});

describe("the words of a call", () => {
  const turns = [
    { start_ms: 0, end_ms: 50_000, sentences: [{ at_ms: 0, text: "The price (net)." }] },
    {
      start_ms: 60_000,
      end_ms: 1_900_000,
      sentences: [
        { at_ms: 60_000, text: "Which?" },
        { at_ms: 70_000, text: "The PRICE (NET)?" },
      ],
    },
  ] as Turn[];
  test("are found letter for letter, by sentence", () => {
    expect(matching(turns, "price (net)")).toEqual([
      { turn: 0, seconds: 0 },
      { turn: 1, seconds: 70 },
    ]);
    expect(matching(turns, ".*")).toEqual([]);
    expect(pieces("A b. B!", "b")).toEqual([
      { at: 0, text: "A ", found: false },
      { at: 2, text: "b", found: true },
      { at: 3, text: ". ", found: false },
      { at: 5, text: "B", found: true },
      { at: 6, text: "!", found: false },
    ]);
  });
  test("a link leads to the turn it names, or to what begins within its second", () => {
    const late = [
      { number: 7, start_ms: 0, sentences: [{ at_ms: 0 }, { at_ms: 200_400 }] },
      { number: 8, start_ms: 200_900, sentences: [{ at_ms: 200_900 }] },
    ] as Turn[];
    expect(placeOf(late, { seconds: 200, turn: null })).toEqual({ turn: 0, seconds: 200.4 });
    expect(placeOf(late, { seconds: 201, turn: null })).toEqual({ turn: 1, seconds: 201 });
    expect(placeOf(late, { seconds: null, turn: 8 })).toEqual({ turn: 1, seconds: 200.9 });
    expect(placeOf(late, { seconds: null, turn: 9 })).toBeNull();
    expect(placeOf(late, { seconds: null, turn: null })).toBeNull();
  });
  test("are placed in time, also past the end that was planned", () => {
    expect(turnAt(turns, 55)).toBe(0);
    expect(turnAt(turns, 60)).toBe(1);
    expect(turnAt(turns, 9999)).toBe(1);
    expect(lengthOf(turns, 1800)).toBe(1900);
    expect(lengthOf([], null)).toBe(1);
  });
});

describe("the strip", () => {
  const calls = [{ id: ID, at: "2026-09-01T00:00:00Z", minutes: 30, is_internal: false, is_no_show: false }];
  const activity: Activity = { stages: [], calls, emails: [], capped: false };
  test("runs from the first thing to today, and no further on a closed deal", () => {
    expect(scaleOf(activity, true, NOW)?.place(NOW.getTime())).toBe(100);
    expect(scaleOf(activity, true, NOW)?.place("2026-09-01T00:00:00Z")).toBe(0);
    expect(scaleOf(activity, false, NOW)?.to).toBeLessThan(NOW.getTime());
    expect(scaleOf({ ...activity, calls: [] }, true, NOW)).toBeNull();
  });
  test("draws silences of a week and more, the present one too", () => {
    const at = ["2026-10-01T00:00:00Z", "2026-10-07T00:00:00Z", "2026-10-20T00:00:00Z"];
    expect(silences(at, NOW.getTime()).map(({ days }) => days)).toEqual([13, 32]);
    expect(silences(at, null).map(({ days }) => days)).toEqual([13]);
  });
  test("names few enough months", () => {
    const scale = scaleOf({ ...activity, calls: [{ ...calls[0], at: "2023-01-15T00:00:00Z" } as never] }, true, NOW);
    expect(scale && months(scale, 10).length).toBeLessThanOrEqual(10);
  });
});

test("what was found leads somewhere, or is not shown", () => {
  const deal = { id: "d1", name: "Rollout" };
  const nobody = { id: "p", name: null, email: "x.y@z.example", title: null, is_internal: false, opportunity: null };
  const hits: SearchHits = {
    opportunities: [],
    people: [nobody, { ...nobody, is_internal: true }, { ...nobody, opportunity: deal }],
    calls: [
      { id: ID, title: "Demo", started_at: null, opportunities: [deal] },
      { id: "c2", title: "Internal", started_at: null, opportunities: [] },
    ],
  };
  expect(listHits(hits, NOW).map(({ title, href }) => [title, href])).toEqual([
    ["X Y", "/reps/p/"],
    ["X Y", "/opportunities/d1/"],
    ["Demo", `/opportunities/d1/#call-${ID}`],
  ]);
});

test.each([
  ["no_activity", "medium", true],
  ["ghosted", "medium", true],
  ["open_objection", "high", true],
  ["stalled", "medium", false],
  ["single_threaded", "low", false],
] as const)("%s at %s is warm: %s", (name, severity, warm) => {
  expect(isWarm({ name, severity })).toBe(warm);
});
