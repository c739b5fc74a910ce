import type { ChangeFilters } from "@/lib/useFilters";

/** The least and the greatest amount, in each deal's own currency. */
export default function AmountRange({
  min,
  max,
  change,
}: {
  readonly min: number | null;
  readonly max: number | null;
  readonly change: ChangeFilters;
}) {
  return (
    <fieldset className="flex flex-col gap-3 p-4">
      <legend className="sr-only">Amount</legend>
      <AmountField label="At least" value={min} choose={(amountMin) => change({ amountMin })} />
      <AmountField label="At most" value={max} choose={(amountMax) => change({ amountMax })} />
      <p className="text-ink-soft text-note">In each deal's own currency.</p>
    </fieldset>
  );
}

function AmountField({
  label,
  value,
  choose,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly choose: (amount: number | null) => void;
}) {
  return (
    <label className="flex items-center justify-between gap-3">
      {label}
      <input
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        defaultValue={value ?? ""}
        onBlur={({ target }) => target.validity.valid && choose(target.value === "" ? null : Number(target.value))}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        className="h-11 w-36 rounded-small border border-line-strong bg-paper px-2 text-right tabular-nums"
      />
    </label>
  );
}
