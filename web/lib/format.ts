import { dates, distances, type Locale, numbers } from "./formatters";

/* Numbers, money and times as the reader's locale writes them. Pure: the locale and the present are passed in tests. */

/** Money from a decimal string, every digit of which counts. `compact` is for columns: $180K. */
export function money(amount: string, currency: string | null, compact = false, locale?: Locale): string {
  const value = amount as unknown as number; // Intl takes decimal strings as they are; the library's types do not say so
  const options: Intl.NumberFormatOptions = compact
    ? { notation: "compact", maximumSignificantDigits: 3 }
    : { maximumFractionDigits: 2, minimumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) {
    const number = numbers(locale, options).format(value);
    return currency ? `${number} ${currency}` : number;
  }
  return numbers(locale, { ...options, style: "currency", currency }).format(value);
}

export function count(value: number, locale?: Locale): string {
  return numbers(locale).format(value);
}

/** "1 deal", "43 deals". */
export function plural(value: number, one: string, many = `${one}s`, locale?: Locale): string {
  return `${count(value, locale)} ${value === 1 ? one : many}`;
}

/** A calendar day, "2026-12-12": 12 Dec, with its year unless it is this one. Of a moment, the reader's own day. */
export function day(iso: string, now: Date, locale?: Locale): string {
  const date = new Date(`${iso.includes("T") ? localDay(new Date(iso)) : iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  const year = date.getUTCFullYear() === now.getFullYear() ? undefined : "numeric";
  return dates(locale, { day: "numeric", month: "short", year, timeZone: "UTC" }).format(date);
}

/** The exact moment, for hover. */
export function moment(iso: string, locale?: Locale): string {
  return dates(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** The reader's own day of a moment: "Fri, 2 Nov", with its year unless it is this one. */
export function weekday(iso: string, now: Date, locale?: Locale): string {
  const date = new Date(iso);
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return dates(locale, { weekday: "short", day: "numeric", month: "short", year }).format(date);
}

/** The reader's own calendar day of a moment, as a date field wants it: "2026-11-07". */
export function localDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "Nov", and with its year in January. */
export function monthOf(date: Date, locale?: Locale): string {
  const year = date.getMonth() === 0 ? "numeric" : undefined;
  return dates(locale, { month: "short", year }).format(date);
}

/** A month by its first day, "2026-11-01": Nov 2026. */
export function monthAndYear(iso: string, locale?: Locale): string {
  return dates(locale, { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );
}

export function timeOfDay(iso: string, locale?: Locale): string {
  return dates(locale, { timeStyle: "short" }).format(new Date(iso));
}

/** "3 days ago"; beyond 90 days, the date. The exact time belongs in a hint. */
export function ago(iso: string, now: Date, locale?: Locale): string {
  const then = new Date(iso);
  const seconds = (then.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) >= 91 * 86_400) return day(localDay(then), now, locale);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return distances(locale).format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export function bytes(value: number, locale?: Locale): string {
  const steps = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), steps.length - 1);
  const options = { style: "unit", unit: steps[step] ?? "byte", maximumSignificantDigits: 3 } as const;
  return numbers(locale, options).format(value / 1000 ** step);
}

/** How long something took: "4.2 s", "3 min". */
export function took(from: string, to: string, locale?: Locale): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  const [value, unit] = seconds < 60 ? ([seconds, "second"] as const) : ([seconds / 60, "minute"] as const);
  return numbers(locale, { style: "unit", unit, maximumSignificantDigits: 2 }).format(value);
}

/** A column's name as a person would say it: "billing_country__c" is Billing country. */
export function humanized(key: string): string {
  const words = key
    .replace(/_+c$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/_+/g, " ")
    .trim()
    .toLowerCase();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : key;
}
