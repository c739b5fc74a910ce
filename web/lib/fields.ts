import { count, day, humanized, money } from "./format";
import { numbers } from "./formatters";

/* What a source's own columns hold, for people. What a column is follows from its name and from the shape of its value. */

export interface Field {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** Where the value is an address that may be opened. */
  readonly href: string | null;
}

const IS_KEY = /(^|_)id$/i; // the source's own keys tell a reader nothing
const IS_MONEY = /revenue|amount|price|budget|(^|_)(arr|acv|tcv|mrr)($|_)/i;
const IS_NUMBER_IN_NAME_ONLY = /year|code|zip|postal|phone|fax|duns|sic|naics|version/i; // 2026 is no quantity
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}($|[ T]\d{2}:\d{2})/;
const LINK = /^https:\/\/\S+$/i;

const LABELS: Readonly<Record<string, string>> = {
  number_of_employees: "Employees",
  billing_country: "Country",
  billing_city: "City",
  currency_iso_code: "Currency",
};

/** What a reader of a deal asks of an account, in the order of asking. */
const USEFUL = [
  "industry",
  "type",
  "segment",
  "annual_revenue",
  "number_of_employees",
  "billing_country",
  "country",
  "website",
];

/** What is known in these columns; keys of the source and what is empty are left out. */
export function fieldsOf(columns: Readonly<Record<string, unknown>>, now: Date, locale?: string): Field[] {
  const currency = columns.currency_iso_code;
  return Object.entries(columns)
    .filter(([key, value]) => !IS_KEY.test(key) && value !== null && value !== undefined && value !== "")
    .map(([key, value]) => ({
      key,
      label: LABELS[plain(key)] ?? humanized(key),
      ...shown(key, value, typeof currency === "string" ? currency : null, now, locale),
    }));
}

/** The few that say what kind of company it is, and all the others. */
export function usefulFirst(fields: readonly Field[]): { first: Field[]; rest: Field[] } {
  const rank = ({ key }: Field) => USEFUL.indexOf(plain(key));
  const first = fields.filter((field) => rank(field) >= 0).sort((one, other) => rank(one) - rank(other));
  return { first, rest: fields.filter((field) => rank(field) < 0) };
}

function shown(key: string, value: unknown, currency: string | null, now: Date, locale?: string) {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (text === "true" || text === "false") return { text: text === "true" ? "yes" : "no", href: null };
  if (DAY.test(text)) return { text: day(text.slice(0, 10), now, locale), href: null };
  if (LINK.test(text)) return { text: text.replace(/^https:\/\/(www\.)?/i, "").replace(/\/$/, ""), href: text };
  if (NUMBER.test(text)) return { text: quantity(key, text, currency, locale), href: null };
  return { text, href: null };
}

function quantity(key: string, text: string, currency: string | null, locale?: string): string {
  if (IS_MONEY.test(key)) return money(text, currency, false, locale);
  if (IS_NUMBER_IN_NAME_ONLY.test(key)) return text;
  if (!text.includes(".")) return Number.isSafeInteger(Number(text)) ? count(Number(text), locale) : text;
  return numbers(locale, { maximumFractionDigits: 2 }).format(Number(text));
}

/** A column's name without the mark of a company's own columns. */
function plain(key: string): string {
  return key.replace(/_+c$/i, "").toLowerCase();
}
