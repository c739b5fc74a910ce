import type { Contact } from "@/lib/api";
import { count, localDay } from "@/lib/format";
import { personName } from "@/lib/people";
import type { Counts } from "@/lib/timeline";
import { useNow } from "@/lib/useNow";
import type { TimelineFilter } from "@/lib/useTimeline";

const TYPES = [
  { type: null, label: "All" },
  { type: "call", label: "Calls" },
  { type: "email", label: "Emails" },
  { type: "change", label: "Changes" },
] as const;
const SIDES = [
  { label: "Customer", sides: ["theirs"] },
  { label: "Our team", sides: ["ours"] },
  { label: "Unknown side", sides: ["unknown"] },
];

/** Of which type, and with whom. */
export function TimelineFilters({
  filter,
  setFilter,
  counts,
  people,
  jump,
}: {
  readonly filter: TimelineFilter;
  readonly setFilter: (filter: TimelineFilter) => void;
  readonly counts: Counts | undefined;
  readonly people: readonly Contact[];
  /** Goes to a day, or to the last item before it. */
  readonly jump: (day: string) => void;
}) {
  const known = people.filter(({ email }) => email !== null);
  return (
    <fieldset className="flex flex-wrap items-center gap-2 py-3">
      <legend className="sr-only">Timeline filter</legend>
      {TYPES.map(({ type, label }) => (
        <button
          key={label}
          type="button"
          aria-pressed={filter.type === type}
          onClick={() => setFilter({ ...filter, type })}
          className="h-9 rounded-small border border-line bg-sheet px-3 hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-ground max-wide:h-11"
        >
          {label}
          {type && counts && <span className="text-ink-soft tabular-nums"> {count(counts[type])}</span>}
        </button>
      ))}
      {known.length > 0 && (
        <select
          aria-label="Person"
          value={filter.person ?? ""}
          onChange={(event) => setFilter({ ...filter, person: event.target.value || null })}
          className="h-9 max-w-full rounded-small border border-line bg-sheet px-2 hover:border-line-strong max-wide:h-11"
        >
          <option value="">Everyone</option>
          {SIDES.map(({ label, sides }) => {
            const members = known.filter(({ side }) => sides.includes(side));
            return members.length === 0 ? null : (
              <optgroup key={label} label={label}>
                {members.map(({ name, email }) => (
                  <option key={email} value={email ?? ""}>
                    {personName(name, email)}
                  </option>
                ))}
              </optgroup>
            );
          })}
        </select>
      )}
      <label className="flex items-center gap-2 text-ink-soft text-note">
        Jump to
        <input
          type="date"
          max={localDay(useNow())}
          onChange={({ target }) => target.value && target.validity.valid && jump(target.value)}
          className="h-9 rounded-small border border-line bg-sheet px-2 text-ink tabular-nums max-wide:h-11"
        />
      </label>
    </fieldset>
  );
}
