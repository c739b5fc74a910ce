import { DEFAULT_SORT, parseFilters, toParams } from "./filters";

type Pair = [name: string, value: string];

/** What `parseFilters` leaves out of an address because it is no filter, or no value of that filter. */
export function ignoredFilters(params: URLSearchParams): Pair[] {
  const kept = toParams(parseFilters(params));
  const isKept = ([name, value]: Pair) => {
    if (name === "sort" && value === DEFAULT_SORT) return true;
    if (name === "stale_days") return kept.has("quiet_days");
    return name === "outcome" ? kept.getAll(name).includes(value) : kept.has(name);
  };
  return [...params].filter((pair) => pair[1].trim() && !isKept(pair));
}
