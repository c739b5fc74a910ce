/** What the part of a deal's address behind the `#` points to: an item of its timeline, and a second or a turn of a call. */
export interface Anchor {
  readonly type: "call" | "email" | "change";
  readonly id: string;
  readonly seconds: number | null;
  /** A turn's number, where a link knows that and not the second. */
  readonly turn: number | null;
}

const FORM = /^#(call|email|change)-([0-9a-f-]{36})(?:&t=(\d{1,6})|&turn=(\d{1,5}))?$/;

/** Reads what `anchorTo` and `anchorToTurn` wrote; null for anything else. */
export function parseAnchor(hash: string): Anchor | null {
  const [, type, id, seconds, turn] = FORM.exec(hash) ?? [];
  if (!type || !id) return null;
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  return { type: type as Anchor["type"], id, seconds: number(seconds), turn: number(turn) };
}

export function anchorTo(type: Anchor["type"], id: string, seconds: number | null = null): string {
  return `#${type}-${id}${seconds === null ? "" : `&t=${Math.floor(seconds)}`}`;
}

export function anchorToTurn(callId: string, turn: number): string {
  return `#call-${callId}&turn=${turn}`;
}
