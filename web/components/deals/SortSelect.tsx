import type { SortName } from "@/lib/api";
import type { ChangeFilters } from "@/lib/useFilters";

const ORDERS: readonly [SortName, string][] = [
  ["-updated", "last updated"],
  ["account", "account"],
  ["name", "deal"],
  ["owner", "owner"],
  ["stage", "stage"],
  ["close_date", "close date: soonest"],
  ["-close_date", "close date: latest"],
  ["-amount", "largest"],
  ["amount", "smallest"],
  ["health", "health: lowest"],
  ["-health", "health: highest"],
  ["last_activity", "longest without activity"],
  ["-last_activity", "latest activity"],
];

/** Where the rows are cards there are no headings to sort by. */
export function SortSelect({ sort, change }: { readonly sort: SortName; readonly change: ChangeFilters }) {
  return (
    <label className="flex items-center gap-2 text-ink-soft wide:hidden">
      Sort by
      <select
        value={sort}
        onChange={(event) => change({ sort: event.target.value as SortName })}
        className="h-11 rounded-small border border-line-strong bg-sheet px-2 text-ink"
      >
        {ORDERS.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
