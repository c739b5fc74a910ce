import type { LearningDimension } from "./api";
import { numbers } from "./formatters";

export type Unit = LearningDimension["unit"];

export function isShare(unit: Unit): boolean {
  return unit === "share" || unit === "share of calls";
}

/** A value with its unit, for people: "14.2 per hour", "58 %". */
export function withUnit(value: number, unit: Unit, locale?: string): string {
  if (isShare(unit)) return `${Math.round(value * 100)}%`;
  const digits = Math.abs(value) >= 30 ? 0 : 1;
  const shown = numbers(locale, { maximumFractionDigits: digits }).format(value);
  return `${shown} ${shown === "1" && unit === "people" ? "person" : unit}`;
}

/** Where values stand on one axis: a place in percent, and the values at its ends. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly place: (value: number) => number;
}

/** Where a scale ends: there is no share beyond all, and no score beyond 100. */
const ENDS: Readonly<Record<string, number>> = { share: 1, "share of calls": 1, points: 100 };

/** An axis that holds all of the values with some air around, but nothing beyond its scale; null without values. */
export function axisOf(values: readonly (number | null | undefined)[], unit?: string): Axis | null {
  const known = values.filter((value): value is number => typeof value === "number");
  if (known.length === 0) return null;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const air = (most - least || Math.abs(most) || 1) * 0.1;
  const from = least >= 0 ? Math.max(0, least - air) : least - air;
  const to = Math.min(ENDS[unit ?? ""] ?? Number.POSITIVE_INFINITY, most + air);
  return { from, to, place: (value) => (100 * (Math.min(to, Math.max(from, value)) - from)) / (to - from) };
}
