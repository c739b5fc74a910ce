import { piece } from "@/components/shared/piece";
import type { Opportunity } from "@/lib/api";
import type { Filters } from "@/lib/filters";
import type { ChangeFilters } from "@/lib/useFilters";
import { ColumnHeader } from "./ColumnHeader";
import { COLUMNS } from "./columns";
import { WaitingRows } from "./WaitingRows";

const DealRows = piece(
  () => import("./DealRows"),
  <WaitingRows />,
  (problem) => (
    <tr>
      <td colSpan={COLUMNS.length}>{problem}</td>
    </tr>
  ),
);
DealRows.bring(); // on its way while the page starts, but not in its way

/** The deals: a table where there is room, the same rows as cards where there is not. */
export function DealTable({
  items,
  busy,
  failed,
  filters,
  change,
}: {
  readonly items: readonly Opportunity[] | undefined;
  readonly busy: boolean;
  readonly failed: boolean;
  readonly filters: Filters;
  readonly change: ChangeFilters;
}) {
  const ungroup: ChangeFilters = (part, how) => change({ ...part, group: null }, how);
  if (!items && failed) return null;
  return (
    <table
      aria-label="Deals"
      aria-busy={busy || !items}
      className="w-full table-fixed border-collapse aria-busy:opacity-60 max-wide:block wide:-mx-2 wide:w-[calc(100%+16px)]"
    >
      <thead className="sticky top-0 z-10 bg-paper max-wide:hidden">
        <tr className="border-line border-b">
          {COLUMNS.map((column) => (
            <ColumnHeader key={column.key} column={column} sort={filters.group ?? filters.sort} change={ungroup} />
          ))}
        </tr>
      </thead>
      <tbody className="max-wide:block">{items ? <DealRows items={items} filters={filters} /> : <WaitingRows />}</tbody>
    </table>
  );
}
