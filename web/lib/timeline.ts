import type { TimelineItem } from "./api";
import { localDay } from "./format";

/** A day of the timeline with what happened on it, or a stretch in which nothing did. */
export type Stretch =
  | { readonly type: "day"; readonly key: string; readonly at: string | null; readonly items: readonly Happening[] }
  | { readonly type: "silence"; readonly key: string; readonly silence: Silence };

export type Silence = Extract<TimelineItem, { type: "silence" }>;
export type Happening = Exclude<TimelineItem, Silence>;

/** When it happened, as far as the source tells. */
export function momentOf(item: Happening): string | null {
  if (item.type === "call") return item.started_at;
  return item.type === "email" ? item.sent_at : item.changed_at;
}

/** The items, newest first as they came, by the reader's own days. Pages overlap when rows arrive in between: each item once. */
export function stretches(items: readonly TimelineItem[]): Stretch[] {
  const seen = new Set<string>();
  const made: Stretch[] = [];
  for (const item of items) {
    const key = `${item.type}-${item.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (item.type === "silence") {
      made.push({ type: "silence", key, silence: item });
      continue;
    }
    const at = momentOf(item);
    const last = made.at(-1);
    if (last?.type === "day" && sameDay(last.at, at)) made[made.length - 1] = { ...last, items: [...last.items, item] };
    else made.push({ type: "day", key, at, items: [item] });
  }
  return made;
}

/** Whether it happened on the day or before, by the reader's calendar: "2026-11-07". */
export function isBy(item: TimelineItem, day: string): boolean {
  if (item.type === "silence") return false;
  const at = momentOf(item);
  return at !== null && localDay(new Date(at)) <= day;
}

function sameDay(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** How many items of each type there are, and whether there may be more of them. */
export interface Counts {
  readonly call: number;
  readonly email: number;
  readonly change: number;
}
