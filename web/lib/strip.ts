import type { Activity } from "./api";

const DAY = 86_400_000;
const GAP = 7 * DAY; // a silence worth drawing, as in the timeline

/** The strip's scale: a moment as a percentage of its width. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly place: (at: string | number) => number;
}

/** From the first thing known of the deal to today, or to the last thing of a closed one. Null when nothing is known. */
export function scaleOf(activity: Activity, isOpen: boolean, now: Date): Scale | null {
  const { stages, calls, emails } = activity;
  const moments = [
    ...stages.flatMap(({ since, until }) => [since, until]),
    ...calls.map(({ at }) => at),
    ...emails.map(({ at }) => at),
  ].flatMap((at) => (at ? [Date.parse(at)] : []));
  if (moments.length === 0) return null;
  const from = Math.min(...moments);
  const to = Math.max(...moments, isOpen ? now.getTime() : from + DAY);
  return { from, to, place: (at) => (100 * (new Date(at).getTime() - from)) / (to - from) };
}

/** Calls and mails in the order in which they happened. */
export function inOrder<C extends { at: string }, E extends { at: string }>(
  calls: readonly C[],
  emails: readonly E[],
): ((C & { type: "call" }) | (E & { type: "email" }))[] {
  return [
    ...calls.map((call) => ({ ...call, type: "call" as const })),
    ...emails.map((email) => ({ ...email, type: "email" as const })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** The silences between the moments, and up to `end` where that is given. In milliseconds. */
export function silences(moments: readonly string[], end: number | null): { from: number; to: number; days: number }[] {
  const times = [...moments.map((at) => Date.parse(at)), ...(end === null ? [] : [end])];
  return times.flatMap((to, index) => {
    const from = times[index - 1];
    return from !== undefined && to - from >= GAP ? [{ from, to, days: Math.floor((to - from) / DAY) }] : [];
  });
}

/** The first days of months inside the scale, few enough to be read. */
export function months({ from, to }: Scale, most: number): Date[] {
  const start = new Date(from);
  const all: Date[] = [];
  for (let month = 1; ; month++) {
    const first = new Date(start.getFullYear(), start.getMonth() + month, 1);
    if (first.getTime() >= to) break;
    all.push(first);
  }
  const every = Math.ceil(all.length / most);
  return all.filter((_, index) => index % every === 0);
}
