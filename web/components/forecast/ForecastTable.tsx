import { CountLink } from "@/components/week/CountLink";
import { Sums } from "@/components/week/Sums";
import type { Forecast } from "@/lib/api";
import { day } from "@/lib/format";
import { personName } from "@/lib/people";
import { useNow } from "@/lib/useNow";

type Column = Forecast["columns"][number];
type Cells = Forecast["total"];

const LABELS: Record<Column["name"], string> = {
  open: "Open",
  overdue: "Overdue",
  slipped: "Slipped out",
  won: "Won",
  lost: "Lost",
};
const NO_VALUE = { owner: "No owner", stage: "No stage", forecast_category: "No forecast category" };
const HEADS = { owner: "Owner", stage: "Stage", forecast_category: "Forecast category" };
const CELL = "px-2 py-2 align-top";

/** The groups as rows: a table where there is room, cards where there is not. */
export function ForecastTable({ forecast, team }: { readonly forecast: Forecast; readonly team: string | null }) {
  const { groups, columns, total, group_by } = forecast;
  if (groups.length === 0) return <p className="py-8 text-ink-soft">No deals close in this period.</p>;
  return (
    <>
      <table className="w-full table-fixed border-collapse max-wide:block wide:-mx-2 wide:w-[calc(100%+16px)]">
        <caption className="sr-only">Deals by {HEADS[group_by].toLowerCase()}</caption>
        <thead className="max-wide:hidden">
          <tr className="h-9 border-line border-b text-left text-ink-soft text-note">
            <th scope="col" className="w-[26%] px-2 font-normal">
              {HEADS[group_by]}
            </th>
            {columns.map(({ name }) => (
              <th key={name} scope="col" className="px-2 text-right font-normal">
                {LABELS[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-wide:block">
          <Row name="All" cells={total} columns={columns} base={base(team)} isTotal />
          {groups.map(({ value, label, cells }) => (
            <Row
              key={value}
              name={value === null ? NO_VALUE[group_by] : group_by === "owner" ? personName(label, value) : value}
              cells={cells}
              columns={columns}
              base={[...base(team), [group_by, value ?? ""]]}
            />
          ))}
        </tbody>
      </table>
      <Meaning forecast={forecast} />
    </>
  );
}

type Pairs = readonly (readonly [string, string])[];

function base(team: string | null): Pairs {
  return team ? [["team", team]] : [];
}

function Row({
  name,
  cells,
  columns,
  base,
  isTotal = false,
}: {
  readonly name: string;
  readonly cells: Cells;
  readonly columns: readonly Column[];
  readonly base: Pairs;
  readonly isTotal?: boolean;
}) {
  return (
    <tr
      data-total={isTotal}
      className="border-line border-b hover:bg-sheet data-[total=true]:border-line-strong data-[total=true]:font-semibold max-wide:grid max-wide:grid-cols-5 max-wide:gap-x-2 max-wide:py-2"
    >
      <th scope="row" className={`${CELL} text-left font-semibold max-wide:col-span-5 max-wide:px-0`}>
        {name}
      </th>
      {columns.map((column) => {
        const cell = cells[column.name];
        const query = new URLSearchParams([...base, ...given(column)].map(([key, value]) => [key, value]));
        return (
          <td key={column.name} className={`${CELL} max-wide:px-0 wide:text-right`}>
            <span className="flex min-h-10 items-end font-normal text-ink-soft text-note wide:hidden">
              {LABELS[column.name]}
            </span>
            <CountLink
              deals={cell?.deals ?? 0}
              query={query}
              what={`${LABELS[column.name].toLowerCase()}, ${name}`}
              warm={column.name === "overdue" || column.name === "slipped"}
            />
            <span className="font-normal">
              <Sums sums={cell?.sums ?? []} />
            </span>
          </td>
        );
      })}
    </tr>
  );
}

/** The list's filters as the URL has them. */
function given({ list }: Column): Pairs {
  return Object.entries(list).filter((pair): pair is [string, string] => pair[1] !== null);
}

function Meaning({ forecast: { first, last, columns } }: { readonly forecast: Forecast }) {
  const now = useNow();
  const slipped = columns.some(({ name }) => name === "slipped");
  return (
    <p className="max-w-[46rem] pt-4 text-ink-soft text-note">
      Open, won and lost: close date in the period. Overdue: open deals past their close date, from any period.
      {slipped &&
        ` Slipped out: open deals whose close date was moved since ${day(first, now)} from ${day(last, now)} or earlier to a later day.`}{" "}
      Amounts are per currency and never added together.
    </p>
  );
}
