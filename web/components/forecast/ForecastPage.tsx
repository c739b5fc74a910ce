"use client";

import { Problem } from "@/components/shared/Problem";
import { TableSkeleton } from "@/components/week/TableSkeleton";
import { TeamSelect } from "@/components/week/TeamSelect";
import { type ForecastQuery, useApi } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { useUrlValues } from "@/lib/useUrlValues";
import { ForecastTable } from "./ForecastTable";

type Period = NonNullable<ForecastQuery["period"]>;
type Group = NonNullable<ForecastQuery["group_by"]>;

const PERIODS: Partial<Record<Period, string>> = {
  this_month: "This month",
  next_month: "Next month",
  this_quarter: "This quarter",
  next_quarter: "Next quarter",
  last_quarter: "Last quarter",
  this_year: "This year",
};
export const GROUPS: Record<Group, string> = {
  owner: "Owner",
  stage: "Stage",
  forecast_category: "Forecast category",
};

/** What closes in a period, by owner, stage or forecast category; every number opens the deals that it counts. */
export function ForecastPage() {
  const now = useNow();
  const [values, change] = useUrlValues();
  const period = known(PERIODS, values.get("period"), "this_quarter");
  const group = known(GROUPS, values.get("group_by"), "owner");
  const team = values.get("team");
  const { data, error, mutate } = useApi(["/api/forecast", undefined, { period, group_by: group, team }], {
    revalidateOnFocus: false,
  });
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-4 pt-6 pb-3">
        <h1 className="font-semibold text-title">Forecast</h1>
        <p role="status" className="text-ink-soft tabular-nums">
          {data ? `Close date ${day(data.first, now)} – ${day(data.last, now)}` : " "}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-4 print:hidden">
        <label className="flex items-center gap-2">
          <span className="text-ink-soft">Closes</span>
          <select
            value={period}
            onChange={(event) => change({ period: event.target.value })}
            className="h-9 rounded-small border border-line-strong bg-sheet px-2 max-wide:h-11"
          >
            {Object.entries(PERIODS).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <TeamSelect team={team} choose={(manager) => change({ team: manager })} />
        <fieldset className="flex items-center">
          <legend className="sr-only">By</legend>
          {Object.entries(GROUPS).map(([name, label]) => (
            <label
              key={name}
              className="flex h-9 cursor-pointer items-center border border-line-strong px-3 text-ink-soft first-of-type:rounded-l-small last-of-type:rounded-r-small not-first-of-type:border-l-0 has-[:checked]:bg-accent-ground has-[:checked]:text-ink has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent max-wide:h-11"
            >
              <input
                type="radio"
                name="group"
                className="sr-only"
                checked={group === name}
                onChange={() => change({ group_by: name })}
              />
              {label}
            </label>
          ))}
        </fieldset>
      </div>
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {!data && !error && <TableSkeleton />}
      {data && <ForecastTable forecast={data} team={team} />}
    </>
  );
}

function known<T extends string>(names: Partial<Record<T, string>>, text: string | null, otherwise: T): T {
  return text !== null && text in names ? (text as T) : otherwise;
}
