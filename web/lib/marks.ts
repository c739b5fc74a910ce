import type { CallCoaching, CallMetrics } from "./api";
import { humanized } from "./format";
import { SCORED_LABELS } from "./scores";

/** A quiet note beside a turn: what it speaks of, or what it was judged for. */
export interface Mark {
  readonly kind: "tracker" | "score";
  readonly text: string;
  readonly title: string;
  /** Of what was judged: whether it earned most of its points, or lost them; null where it counts neither way. */
  readonly earned: boolean | null;
}

export type Marks = ReadonlyMap<number, readonly Mark[]>;

const KINDED = /^objection_(.+)$/;
const NO_KIND = "objection_unspecified"; // counted under "objection", too

/** By turn what stands in the margin: what was judged first, then what it speaks of, each once. */
export function marksOf(metrics: CallMetrics | undefined, coaching: CallCoaching | undefined): Marks {
  const marks = new Map<number, readonly Mark[]>();
  for (const [turn, mark] of [...judged(coaching), ...tracked(metrics)]) {
    const there = marks.get(turn) ?? [];
    if (!there.some(({ text }) => text === mark.text)) marks.set(turn, [...there, mark]);
  }
  return marks;
}

function judged(coaching: CallCoaching | undefined): [number, Mark][] {
  const scores = coaching?.reps.flatMap((rep) => rep.scores) ?? [];
  return scores.flatMap(({ dimension, criteria }) =>
    criteria.flatMap((criterion) => {
      const { label, explanation, points, max, evidence } = criterion;
      const text = `${SCORED_LABELS[dimension] ?? dimension}: ${label.toLowerCase()}`;
      const earned = points === null || criterion.contested ? null : points > max / 2;
      const title =
        earned === null ? explanation : `${Math.round(points ?? 0)} of ${Math.round(max)} points. ${explanation}`;
      return evidence.map(({ turn }): [number, Mark] => [turn, { kind: "score", text, title, earned }]);
    }),
  );
}

function tracked(metrics: CallMetrics | undefined): [number, Mark][] {
  const trackers = metrics?.sides.flatMap((side) => side.trackers).filter(({ name }) => name !== NO_KIND) ?? [];
  const kinds = new Set(trackers.flatMap(({ name, turns }) => (KINDED.test(name) ? turns : [])));
  return trackers.flatMap(({ name, turns }) => {
    const text = wordsOf(name);
    const told = name === "objection" ? turns.filter((turn) => !kinds.has(turn)) : turns; // its kind says more
    const mark: Mark = {
      kind: "tracker",
      text,
      title: KINDED.test(name) || name === "objection" ? `Heard: ${text}.` : `Mentions ${text}.`,
      earned: null,
    };
    return told.map((turn): [number, Mark] => [turn, mark]);
  });
}

function wordsOf(tracker: string): string {
  const kind = KINDED.exec(tracker)?.[1];
  return kind ? `objection: ${humanized(kind).toLowerCase()}` : humanized(tracker).toLowerCase();
}
