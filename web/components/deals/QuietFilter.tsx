"use client";

import { lazy } from "react";
import { Panel } from "@/components/shared/Panel";
import type { ChangeFilters } from "@/lib/useFilters";
import { ClearButton } from "./ClearButton";

const QuietDays = lazy(() => import("./QuietDays"));

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
