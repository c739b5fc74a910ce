/** From which day on: the usual ones in a click, any other from the calendar. */
export function SinceDay({
  since,
  today,
  days,
  choose,
}: {
  readonly since: string;
  readonly today: string;
  readonly days: Readonly<Record<string, string>>;
  readonly choose: (day: string) => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3 print:hidden">
      {Object.entries(days).map(([name, day]) => (
        <button
          key={name}
          type="button"
          aria-pressed={since === day}
          onClick={() => choose(day)}
          className="h-9 rounded-small px-3 text-ink-soft hover:text-ink aria-pressed:bg-well aria-pressed:text-ink max-wide:h-11"
        >
          {name}
        </button>
      ))}
      <input
        type="date"
        aria-label="Changes since"
        value={since}
        max={today}
        onChange={(event) => event.target.validity.valid && event.target.value && choose(event.target.value)}
        className="h-9 rounded-small border border-line-strong bg-sheet px-2 tabular-nums max-wide:h-11"
      />
    </div>
  );
}
