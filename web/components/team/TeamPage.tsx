"use client";

import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { TableSkeleton } from "@/components/week/TableSkeleton";
import { TeamSelect } from "@/components/week/TeamSelect";
import { useApi } from "@/lib/api";
import { plural } from "@/lib/format";
import { useUrlValues } from "@/lib/useUrlValues";
import { TeamTable } from "./TeamTable";

const ChangesSince = piece(() => import("./ChangesSince"), <TableSkeleton />);
const Compare = piece(() => import("./Compare"), <TableSkeleton />);
ChangesSince.bring(); // on its way while the page starts, but not in its way
const MOST = 2; // reps that are compared

/** A manager's team: the reps side by side, two of them compared, and what changed on all their deals. */
export function TeamPage() {
  const [values, change] = useUrlValues();
  const team = values.get("team");
  const { data, error, mutate } = useApi(["/api/team", undefined, { team }], { revalidateOnFocus: false });
  const asked = values.get("compare")?.split(",") ?? [];
  const compared = data?.members.filter(({ id }) => id && asked.includes(id)).slice(0, MOST) ?? [];

  function toggle(id: string) {
    const ids = compared.map((member) => member.id).filter((one) => one !== null);
    const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids.slice(-MOST + 1), id];
    change({ compare: next.join(",") || null });
  }
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-4 pt-6 pb-3">
        <h1 className="font-semibold text-title">Team</h1>
        <p role="status" className="text-ink-soft tabular-nums">
          {data ? plural(data.members.length, "owner of open deals", "owners of open deals") : " "}
        </p>
      </div>
      <div className="pb-3 print:hidden">
        <TeamSelect team={team} choose={(manager) => change({ team: manager, compare: null })} />
      </div>
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {!data && !error && <TableSkeleton />}
      {data && <TeamTable overview={data} compared={asked} toggle={toggle} />}
      {data && compared.length > 0 && (
        <Compare members={compared} overview={data} close={() => change({ compare: null })} />
      )}
      {data && <ChangesSince team={team} today={data.today} />}
    </>
  );
}
