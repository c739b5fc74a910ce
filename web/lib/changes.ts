import type { Change } from "./api";
import { day, money } from "./format";

const LABELS: Record<string, string> = { stage: "Stage", amount: "Amount", close_date: "Close date", owner: "Owner" };

type Moved = Pick<Change, "field" | "old" | "new">;

/** A change as a reader says it: what moved, from what, to what. */
export interface ChangeText {
  readonly label: string;
  readonly from: string | null;
  readonly to: string;
}

export function changeText(change: Moved, currency: string | null, now: Date, locale?: string): ChangeText {
  const show = (value: string | null) => shown(change.field, value, currency, now, locale);
  return {
    label: LABELS[change.field] ?? change.field,
    from: change.old === null ? null : show(change.old),
    to: show(change.new),
  };
}

function shown(field: string, value: string | null, currency: string | null, now: Date, locale?: string): string {
  if (value === null || value === "") return "none";
  if (field === "close_date" && /^\d{4}-\d{2}-\d{2}/.test(value)) return day(value.slice(0, 10), now, locale);
  if (field === "amount" && /^-?\d+(\.\d+)?$/.test(value)) return money(value, currency, false, locale);
  return value;
}
