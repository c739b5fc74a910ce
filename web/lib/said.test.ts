import { expect, test } from "vitest";
import { asPhrase, dayAfter, hasWords, parseSaid, saidParams } from "./said";

test("a search survives its URL", () => {
  const query = {
    q: '"security review"',
    side: "theirs",
    rep: "dana@lumen.example",
    deal: "0b1f6a4e-1111-4222-8333-444455556666",
    since: "2026-01-01",
    until: "2026-11-30",
  } as const;
  expect(parseSaid(saidParams(query))).toEqual(query);
});

test("what a hand-edited URL gets wrong is left out", () => {
  const wrong = new URLSearchParams("q=price&side=both&deal=1&since=2026-02-31&until=yesterday");
  expect(saidParams(parseSaid(wrong)).toString()).toBe("q=price");
});

test("words typed into the palette are a phrase", () => {
  expect(asPhrase(" security review ")).toBe('"security review"');
  expect(asPhrase("price OR cost")).toBe("price OR cost");
  expect(asPhrase('"sign off" soon')).toBe('"sign off" soon');
  expect(asPhrase("price")).toBe("price");
  expect([hasWords("…?"), hasWords("Ärger")]).toEqual([false, true]);
});

test("a period includes its last day", () => {
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
});
