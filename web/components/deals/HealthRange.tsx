"use client";

import type { ChangeFilters } from "@/lib/useFilters";
import { HealthBound } from "./HealthBound";

const BANDS: readonly { text: string; min: number | null; max: number | null }[] = [
  { text: "Good, 7.0 and up", min: 7, max: null },
  { text: "Fair, 4.0 to 6.9", min: 4, max: 6.9 },
  { text: "At risk, up to 3.9", min: null, max: 3.9 },
  { text: "At risk, up to 4.9", min: null, max: 4.9 },
];

/** The bands, and a range of one's own. */
export default function HealthRange({
  min,
  max,
  change,
}: {
  readonly min: number | null;
  readonly max: number | null;
  readonly change: ChangeFilters;
}) {
  return (
    <fieldset className="py-2">
      <legend className="sr-only">Health</legend>
      {BANDS.map((band) => (
        <label key={band.text} className="flex min-h-11 items-center gap-3 px-4 hover:bg-well">
          <input
            type="radio"
            name="health"
            checked={band.min === min && band.max === max}
            onChange={() => change({ healthMin: band.min, healthMax: band.max })}
            className="size-4 accent-accent"
          />
          {band.text}
        </label>
      ))}
      <div className="flex items-center gap-3 px-4 py-2">
        <HealthBound label="From" value={min} set={(healthMin) => change({ healthMin })} />
        <HealthBound label="to" value={max} set={(healthMax) => change({ healthMax })} />
      </div>
      <p className="px-4 pb-2 text-ink-soft text-note">Deals without a score are not shown.</p>
    </fieldset>
  );
}
