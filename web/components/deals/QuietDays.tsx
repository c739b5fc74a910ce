import { useApi } from "@/lib/api";
import type { ChangeFilters } from "@/lib/useFilters";

const CHOICES = [7, 30, 60, 90];

/** How long is too long. */
export default function QuietDays({ days, change }: { readonly days: number | null; readonly change: ChangeFilters }) {
  const { data: thresholds } = useApi(["/api/thresholds"]);
  const choices = [...new Set([...CHOICES, thresholds?.quiet_from ?? 7])].sort((one, other) => one - other);
  return (
    <fieldset className="py-2">
      <legend className="sr-only">Quiet</legend>
      {choices.map((choice) => (
        <label key={choice} className="flex min-h-11 items-center gap-3 px-4 hover:bg-well">
          <input
            type="radio"
            name="quiet"
            checked={days === choice}
            onChange={() => change({ quietDays: choice })}
            className="size-4 accent-accent"
          />
          {choice} days or more
        </label>
      ))}
      <p className="px-4 pb-2 text-ink-soft text-note">
        Since the last call or email. Deals without any activity are included.
      </p>
    </fieldset>
  );
}
