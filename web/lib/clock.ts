import { numbers } from "./formatters";

/** A place in a call: "12:34", and "1:02:03" from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** How long a call took: "42 min". */
export function minutes(seconds: number, locale?: string): string {
  const value = Math.max(1, Math.round(seconds / 60));
  return numbers(locale, { style: "unit", unit: "minute" }).format(value);
}
