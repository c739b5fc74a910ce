"use client";

import { Panel, WAITING } from "@/components/shared/Panel";
import { piece } from "@/components/shared/piece";
import type { ChangeFilters } from "@/lib/useFilters";
import { ClearButton } from "./ClearButton";

const QuietDays = piece(() => import("./QuietDays"), WAITING);

/** Deals on which nobody has called or written for a while. */
export function QuietFilter({ days, change }: { readonly days: number | null; readonly change: ChangeFilters }) {
  return (
    <span className="flex items-center">
      <Panel label={<span>{days === null ? "Quiet" : `Quiet: ${days}+ days`}</span>} active={days !== null}>
        {() => <QuietDays days={days} change={change} />}
      </Panel>
      {days !== null && <ClearButton what="Quiet" clear={() => change({ quietDays: null })} />}
    </span>
  );
}
