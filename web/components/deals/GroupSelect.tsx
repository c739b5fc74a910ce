import { GROUPINGS, type Grouping } from "@/lib/filters";
import type { ChangeFilters } from "@/lib/useFilters";

const LABELS: Record<Grouping, string> = { owner: "Owner", stage: "Stage" };

/** Puts the rows together by owner or stage. */
export function GroupSelect({ group, change }: { readonly group: Grouping | null; readonly change: ChangeFilters }) {
  return (
    <label className="flex items-center gap-2 text-ink-soft">
      Group by
      <select
        value={group ?? ""}
        onChange={(event) => change({ group: (event.target.value || null) as Grouping | null })}
        className="h-9 rounded-small border border-line-strong bg-sheet px-2 text-ink max-wide:h-11"
      >
        <option value="">Nothing</option>
        {GROUPINGS.map((name) => (
          <option key={name} value={name}>
            {LABELS[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
