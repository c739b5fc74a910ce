/** A day of the search; an empty one means no limit. */
export function SaidDay({
  label,
  value,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  readonly choose: (day: string) => void;
}) {
  return (
    <label className="flex items-center gap-2 text-ink-soft">
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => choose(event.target.value)}
        className="h-9 rounded-small border border-line-strong bg-sheet px-2 text-ink max-wide:h-11"
      />
    </label>
  );
}
