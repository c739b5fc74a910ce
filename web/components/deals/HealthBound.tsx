/** One end of a range of health, 0 to 10; empty for none. */
export function HealthBound({
  label,
  value,
  set,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly set: (value: number | null) => void;
}) {
  return (
    <label className="flex items-center gap-2">
      {label}
      <input
        type="number"
        min={0}
        max={10}
        step={0.1}
        inputMode="decimal"
        value={value ?? ""}
        onChange={({ target }) => {
          if (target.value === "") set(null);
          else if (target.validity.valid) set(target.valueAsNumber);
        }}
        className="h-11 w-20 rounded-small border border-line-strong bg-paper px-2 tabular-nums"
      />
    </label>
  );
}
