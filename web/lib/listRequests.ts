import { address, type GroupQuery } from "./api";
import { type Filters, toQuery } from "./filters";

/** The address of the same deals as a file for a spreadsheet. */
export function fileAddress(filters: Filters): string {
  const { cursor: _cursor, limit: _limit, ...query } = toQuery(filters, null);
  return address(["/api/opportunities.csv", undefined, query]);
}

/** The same filters, to count the deals in groups; null without a grouping, and where groups know no such filter. */
export function groupQuery(filters: Filters): GroupQuery | null {
  if (!filters.group || filters.signal.length || filters.forecastCategory.length) return null;
  const {
    cursor: _,
    limit: _limit,
    sort: _sort,
    signal: _signal,
    forecast_category: _category,
    ...query
  } = toQuery(filters, null);
  return { ...query, group_by: filters.group };
}
