import type { ChangeFilters } from "@/lib/useFilters";

/** The first and the last day of the close date. */
export default function DateRange({
  from,
  by,
  change,
}: {
  readonly from: string | null;
  readonly by: string | null;
  readonly change: ChangeFilters;
}) {
  return (
    <fieldset className="flex flex-col gap-3 p-4">
      <legend className="sr-only">Close date</legend>
      <DayField label="From" value={from} max={by} choose={(closesFrom) => change({ closesFrom })} />
      <DayField label="To" value={by} min={from} choose={(closesBy) => change({ closesBy })} />
    </fieldset>
  );
}

function DayField({
  label,
  value,
  choose,
  ...bounds
}: {
  readonly label: string;
  readonly value: string | null;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly choose: (day: string | null) => void;
}) {
  return (
    <label className="flex items-center justify-between gap-3">
      {label}
      <input
        type="date"
        defaultValue={value ?? ""}
        min={bounds.min ?? undefined}
        max={bounds.max ?? undefined}
        onChange={({ target }) => target.validity.valid && choose(target.value || null)}
        className="h-11 rounded-small border border-line-strong bg-paper px-2 tabular-nums"
      />
    </label>
  );
}
