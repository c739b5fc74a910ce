import type { Anchor } from "./anchor";
import type { Turn } from "./api";

/** How long to draw a call, in seconds: as long as it took, or as far as somebody spoke. */
export function lengthOf(turns: readonly Turn[], duration: number | null): number {
  return turns.reduce((longest, { end_ms }) => Math.max(longest, end_ms / 1000), Math.max(1, duration ?? 0));
}

/** The place in the list of what was being said at `seconds`; what was said last, in a pause. */
export function turnAt(turns: readonly Turn[], seconds: number): number {
  return Math.max(
    0,
    turns.findLastIndex(({ start_ms }) => start_ms <= seconds * 1000),
  );
}

/** The place that a link means; null where it means the call as a whole. Links that others write have whole seconds, and
 * what they point to begins within one. */
export function placeOf(turns: readonly Turn[], { seconds, turn }: Pick<Anchor, "seconds" | "turn">): Hit | null {
  if (turn !== null) {
    const index = turns.findIndex(({ number }) => number === turn);
    return index < 0 ? null : { turn: index, seconds: (turns[index]?.start_ms ?? 0) / 1000 };
  }
  if (seconds === null) return null;
  for (const [index, { sentences }] of turns.entries()) {
    const begins = sentences.find(({ at_ms }) => Math.floor(at_ms / 1000) === seconds);
    if (begins) return { turn: index, seconds: begins.at_ms / 1000 };
  }
  return { turn: turnAt(turns, seconds), seconds };
}

/** A sentence that holds a search: which turn, which second. */
export interface Hit {
  readonly turn: number;
  readonly seconds: number;
}

/** The sentences that hold the text, letter for letter but for case. */
export function matching(turns: readonly Turn[], search: string): Hit[] {
  const wanted = search.trim().toLocaleLowerCase();
  if (!wanted) return [];
  return turns.flatMap(({ sentences }, turn) =>
    sentences.flatMap(({ at_ms, text }) =>
      text.toLocaleLowerCase().includes(wanted) ? [{ turn, seconds: at_ms / 1000 }] : [],
    ),
  );
}

export interface Piece {
  readonly at: number;
  readonly text: string;
  readonly found: boolean;
}

/** A text cut at every place where the search stands in it. */
export function pieces(text: string, search: string): Piece[] {
  const wanted = search.trim();
  if (!wanted) return [{ at: 0, text, found: false }];
  const pattern = new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`, "giu");
  let at = 0;
  return text.split(pattern).flatMap((part, index) => {
    const piece = { at, text: part, found: index % 2 === 1 };
    at += part.length;
    return part ? [piece] : [];
  });
}
