import type { SortName } from "@/lib/api";
import type { ChangeFilters } from "@/lib/useFilters";
import type { Column } from "./columns";

/** A heading; where the API can sort by it, a button that does and then turns the order round. */
export function ColumnHeader({
  column,
  sort,
  change,
}: {
  readonly column: Column;
  readonly sort: SortName;
  readonly change: ChangeFilters;
}) {
  const style = `px-1.5 py-0 text-left full:px-2 font-normal text-ink-soft text-note ${column.className}`;
  if (!column.sort) {
    return (
      <th scope="col" className={style}>
        {column.label}
      </th>
    );
  }
  const present = sort === column.sort ? "ascending" : sort === `-${column.sort}` ? "descending" : "none";
  const next = present === "none" ? column.first : present === "ascending" ? "descending" : "ascending";
  const name: SortName = next === "ascending" ? column.sort : `-${column.sort}`;
  return (
    <th scope="col" aria-sort={present} className={style}>
      <button
        type="button"
        onClick={() => change({ sort: name })}
        data-sorted={present !== "none"}
        className="-mx-1 h-9 rounded-small px-1 hover:text-ink data-[sorted=true]:font-semibold data-[sorted=true]:text-ink"
      >
        {column.label}
        <span aria-hidden="true">{{ ascending: " ↑", descending: " ↓", none: "" }[present]}</span>
      </button>
    </th>
  );
}
