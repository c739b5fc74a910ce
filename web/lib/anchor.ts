/** What the part of a deal's address behind the `#` points to: an item of its timeline, and a second of a call. */
export interface Anchor {
  readonly type: "call" | "email" | "change";
  readonly id: string;
  readonly seconds: number | null;
}

const FORM = /^#(call|email|change)-([0-9a-f-]{36})(?:&t=(\d{1,6}))?$/;

/** Reads what `anchorTo` wrote; null for anything else. */
export function parseAnchor(hash: string): Anchor | null {
  const [, type, id, seconds] = FORM.exec(hash) ?? [];
  if (!type || !id) return null;
  return { type: type as Anchor["type"], id, seconds: seconds === undefined ? null : Number(seconds) };
}

export function anchorTo(type: Anchor["type"], id: string, seconds: number | null = null): string {
  return `#${type}-${id}${seconds === null ? "" : `&t=${Math.floor(seconds)}`}`;
}
