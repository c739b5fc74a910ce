import { type Filters, NO_FILTERS, parseFilters, toParams } from "./filters";

/** A named set of filters; `query` is what the URL says. */
export interface View {
  readonly name: string;
  readonly query: string;
}

const query = (filters: Partial<Filters>) => toParams({ ...NO_FILTERS, ...filters }).toString();

/** Those that everybody has; `quietFrom` is null until the thresholds are known. */
export const builtIn = (quietFrom: number | null): readonly View[] => [
  { name: "All", query: "" },
  { name: "Open", query: query({ outcome: ["open"] }) },
  { name: "Open, at risk", query: query({ outcome: ["open"], healthMax: 4.9, sort: "health" }) },
  { name: "Gone quiet", query: query({ outcome: ["open"], quietDays: quietFrom, sort: "last_activity" }) },
  { name: "Closing soon", query: query({ outcome: ["open"], sort: "close_date" }) },
  { name: "Won", query: query({ outcome: ["won"], sort: "-close_date" }) },
  { name: "Lost", query: query({ outcome: ["lost"], sort: "-close_date" }) },
];

/** Whether the view shows what the filters show. */
export function shows(view: View, filters: Filters): boolean {
  return canonical(parseFilters(new URLSearchParams(view.query))) === canonical(filters);
}

function canonical(filters: Filters): string {
  const params = toParams(filters);
  params.sort();
  return [...params]
    .map((pair) => pair.join("="))
    .sort()
    .join("&");
}

const KEY = "gametape.views";
const MOST = 20;

/** The reader's own views, kept in this browser. Whatever else lies under the key is ignored. */
export function storedViews(storage: Pick<Storage, "getItem">): View[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isView).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Keeps the views; a browser that refuses storage keeps them until the page is left. */
export function storeViews(storage: Pick<Storage, "setItem">, views: readonly View[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(views.slice(0, MOST)));
  } catch {
    // Private windows and full disks: the list in memory still works.
  }
}

/** The views with one more; a view of the same name is replaced. */
export function withView(views: readonly View[], view: View): View[] {
  return [...views.filter((other) => other.name !== view.name), view];
}

function isView(value: unknown): value is View {
  const view = value as Partial<View> | null;
  return typeof view?.name === "string" && typeof view.query === "string";
}
