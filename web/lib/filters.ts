import type { FacetQuery, ListQuery, Outcome, SignalName, SortName } from "./api";
import { dayOf } from "./urlDay";

/** What the deals list shows. It lives in the URL, so that back, reload and a shared link keep it. */
export interface Filters {
  readonly search: string;
  readonly owner: readonly string[];
  readonly stage: readonly string[];
  readonly outcome: readonly Outcome[];
  readonly healthMin: number | null;
  readonly healthMax: number | null;
  /** No call and no mail for so many days. */
  readonly quietDays: number | null;
  readonly signal: readonly SignalName[];
  /** Close date, both days included. */
  readonly closesFrom: string | null;
  readonly closesBy: string | null;
  /** Close date moved to a later day since this day; with `slippedPast`, from that day or before to after it. */
  readonly slippedSince: string | null;
  readonly slippedPast: string | null;
  readonly amountMin: number | null;
  readonly amountMax: number | null;
  readonly product: readonly string[];
  /** A manager's address: their own deals and those of all who report to them. */
  readonly team: string | null;
  readonly forecastCategory: readonly string[];
  readonly sort: SortName;
  /** Rows with the same value stand together under a heading with their subtotal. */
  readonly group: Grouping | null;
}

export type Grouping = "owner" | "stage";
export const GROUPINGS: readonly Grouping[] = ["owner", "stage"];

export const DEFAULT_SORT: SortName = "-updated";
export const NO_FILTERS: Filters = {
  search: "",
  owner: [],
  stage: [],
  outcome: [],
  healthMin: null,
  healthMax: null,
  quietDays: null,
  signal: [],
  closesFrom: null,
  closesBy: null,
  slippedSince: null,
  slippedPast: null,
  amountMin: null,
  amountMax: null,
  product: [],
  team: null,
  forecastCategory: [],
  sort: DEFAULT_SORT,
  group: null,
};

/** Filters with several values, and with one, by their names in the URL, which are the API's. */
const LISTS = {
  owner: "owner",
  stage: "stage",
  outcome: "outcome",
  signal: "signal",
  product: "product",
  forecast_category: "forecastCategory",
} as const;
const SINGLE = {
  health_min: "healthMin",
  health_max: "healthMax",
  quiet_days: "quietDays",
  closes_from: "closesFrom",
  closes_by: "closesBy",
  slipped_since: "slippedSince",
  slipped_past: "slippedPast",
  amount_min: "amountMin",
  amount_max: "amountMax",
  team: "team",
} as const;

const OUTCOMES: readonly Outcome[] = ["open", "won", "lost"];
const SORTS: readonly string[] = [
  "updated",
  "name",
  "account",
  "owner",
  "stage",
  "close_date",
  "health",
  "amount",
  "last_activity",
];

/** Reads what `toParams` wrote. What a hand-edited URL gets wrong is left out, never passed on. */
export function parseFilters(params: URLSearchParams): Filters {
  return {
    search: (params.get("search") ?? "").slice(0, 200),
    owner: distinct(params.getAll("owner")),
    stage: distinct(params.getAll("stage")),
    outcome: distinct(params.getAll("outcome")).filter((value): value is Outcome =>
      OUTCOMES.includes(value as Outcome),
    ),
    healthMin: health(params.get("health_min")),
    healthMax: health(params.get("health_max")),
    quietDays: days(params.get("quiet_days") ?? params.get("stale_days")),
    signal: distinct(params.getAll("signal")) as SignalName[], // the API says so where it knows no such signal
    closesFrom: dayOf(params.get("closes_from")),
    closesBy: dayOf(params.get("closes_by")),
    slippedSince: dayOf(params.get("slipped_since")),
    slippedPast: dayOf(params.get("slipped_past")),
    amountMin: amount(params.get("amount_min")),
    amountMax: amount(params.get("amount_max")),
    product: distinct(params.getAll("product")),
    team: params.get("team")?.slice(0, 320) || null,
    forecastCategory: distinct(params.getAll("forecast_category")),
    sort: sortName(params.get("sort")),
    group: GROUPINGS.find((name) => name === params.get("group")) ?? null,
  };
}

/** The shortest query string that `parseFilters` reads back as the same filters. */
export function toParams(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  if (filters.search.trim()) params.set("search", filters.search.trim());
  for (const [name, field] of entries(LISTS)) for (const value of filters[field]) params.append(name, value);
  for (const [name, field] of entries(SINGLE)) {
    const value = filters[field];
    if (value !== null) params.set(name, `${value}`);
  }
  if (filters.sort !== DEFAULT_SORT) params.set("sort", filters.sort);
  if (filters.group) params.set("group", filters.group);
  return params;
}

/** The same filters as the API takes them; an address leaves out what is empty. */
export function toQuery(filters: Filters, cursor: string | null): ListQuery {
  return { ...conditions(filters), cursor, sort: filters.group ?? filters.sort, limit: 50 };
}

/** The filters that counts of values respect: all but signals and forecast categories. */
export function toFacetQuery(filters: Filters): FacetQuery {
  const { signal: _signal, forecast_category: _category, ...others } = conditions(filters);
  return others;
}

function conditions(filters: Filters): ListQuery {
  const given = [...entries(LISTS), ...entries(SINGLE)].map(([name, field]) => [name, filters[field]]);
  return { search: filters.search.trim() || null, ...Object.fromEntries(given) };
}

const entries = <T extends Readonly<Record<string, keyof Filters>>>(table: T) =>
  Object.entries(table) as [string, T[keyof T]][];

/** Whether any deal is left out; the order does not count. */
export function isFiltered(filters: Filters): boolean {
  return toParams({ ...filters, sort: DEFAULT_SORT, group: null }).size > 0;
}

/** The list with `value` added, or taken away when it was there. */
export function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].slice(0, 50);
}

function health(text: string | null): number | null {
  const value = text?.trim() ? Math.round(Number(text) * 10) / 10 : Number.NaN;
  return value >= 0 && value <= 10 ? value : null;
}

function amount(text: string | null): number | null {
  return text && /^\d{1,15}(\.\d{1,2})?$/.test(text) ? Number(text) : null;
}

function days(text: string | null): number | null {
  return text && /^\d{1,4}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function sortName(text: string | null): SortName {
  return text && SORTS.includes(text.replace(/^-/, "")) ? (text as SortName) : DEFAULT_SORT;
}
