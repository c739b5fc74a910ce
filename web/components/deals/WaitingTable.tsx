import { COLUMNS } from "./columns";
import { WaitingRows } from "./WaitingRows";

/** The table of deals before it is there. */
export function WaitingTable() {
  return (
    <table
      aria-label="Deals"
      aria-busy="true"
      className="w-full table-fixed border-collapse max-wide:block wide:-mx-2 wide:w-[calc(100%+16px)]"
    >
      <thead className="max-wide:hidden">
        <tr className="h-9 border-line border-b">
          {COLUMNS.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={`px-1.5 text-left full:px-2 font-normal text-ink-soft text-note ${column.className}`}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-wide:block">
        <WaitingRows />
      </tbody>
    </table>
  );
}
