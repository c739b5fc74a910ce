import type { Side } from "./api";

/** What is searched for in transcripts. It lives in the URL, so that back, reload and a shared link keep it. */
export interface SaidQuery {
  readonly q: string;
  readonly side: Side | null;
  /** Address of a rep who was on the call. */
  readonly rep: string;
  readonly deal: string;
  readonly since: string;
  readonly until: string;
}

const SIDES: readonly string[] = ["ours", "theirs"];
const DAY = /^\d{4}-\d\d-\d\d$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads what `saidParams` wrote. What a hand-edited URL gets wrong is left out, never passed on. */
export function parseSaid(params: URLSearchParams): SaidQuery {
  const text = (name: string) => params.get(name) ?? "";
  const side = text("side");
  return {
    q: text("q").slice(0, 200),
    side: SIDES.includes(side) ? (side as Side) : null,
    rep: text("rep").slice(0, 320),
    deal: ID.test(text("deal")) ? text("deal") : "",
    since: isDay(text("since")) ? text("since") : "",
    until: isDay(text("until")) ? text("until") : "",
  };
}

/** The shortest query string that `parseSaid` reads back as the same search. */
export function saidParams(query: Partial<SaidQuery>): URLSearchParams {
  const given = Object.entries(query).filter(([, value]) => value?.trim());
  return new URLSearchParams(given.map(([name, value]) => [name, String(value).trim()]));
}

/** Whether there is a word to search for. */
export function hasWords(q: string): boolean {
  return /[\p{L}\p{N}]/u.test(q);
}

/** Several words as the phrase that they are, unless the reader wrote quotes or OR. */
export function asPhrase(text: string): string {
  const words = text.trim();
  return /\s/.test(words) && !words.includes('"') && !/\sOR\s/.test(words) ? `"${words}"` : words;
}

/** The day after, for a period that includes its last day. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && date.getUTCFullYear() > 1900 && date.toISOString().startsWith(text);
}
