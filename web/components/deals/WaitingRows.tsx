import { COLUMNS } from "./columns";

const ROWS = Array.from({ length: 12 }, (_, row) => `row-${row}`);

/** Rows in their final shape, before there is anything to put in. */
export function WaitingRows() {
  return ROWS.map((row) => (
    <tr key={row} className="border-line border-b max-wide:block max-wide:py-3">
      {COLUMNS.map((column, index) => (
        <td
          key={column.key}
          className={`wide:px-1.5 wide:py-2 ${index === 7 || index === 1 ? "wide:max-full:hidden" : ""} ${index > 2 ? "max-wide:hidden" : "max-wide:block max-wide:pb-2"}`}
        >
          <div aria-hidden="true" className={`waiting my-1 h-4 ${index === 0 ? "w-4/5" : "w-3/5"}`} />
        </td>
      ))}
    </tr>
  ));
}
