"use client";

import { Panel, WAITING } from "@/components/shared/Panel";
import { piece } from "@/components/shared/piece";
import { healthRange } from "@/lib/healthRange";
import type { ChangeFilters } from "@/lib/useFilters";
import { ClearButton } from "./ClearButton";

const HealthRange = piece(() => import("./HealthRange"), WAITING);

/** A band of health, or any range of one's own. Deals without a score are in none. */
export function HealthFilter({
  min,
  max,
  change,
}: {
  readonly min: number | null;
  readonly max: number | null;
  readonly change: ChangeFilters;
}) {
  const isSet = min !== null || max !== null;
  return (
    <span className="flex items-center">
      <Panel label={<span>{isSet ? `Health: ${healthRange(min, max)}` : "Health"}</span>} active={isSet}>
        {() => <HealthRange min={min} max={max} change={change} />}
      </Panel>
      {isSet && <ClearButton what="Health" clear={() => change({ healthMin: null, healthMax: null })} />}
    </span>
  );
}
