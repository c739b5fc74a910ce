"use client";

import { MoreButton } from "@/components/shared/MoreButton";
import { Part } from "@/components/shared/Part";
import { Problem } from "@/components/shared/Problem";
import { TableSkeleton } from "@/components/week/TableSkeleton";
import type { ChangedDeal, ChangeKind, TeamChanges } from "@/lib/api";
import { count, day, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { daysBefore, mondayBefore } from "@/lib/sinceDay";
import { dayOf } from "@/lib/urlDay";
import { useApiPages } from "@/lib/useApiPages";
import { useNow } from "@/lib/useNow";
import { useUrlValues } from "@/lib/useUrlValues";
import { OwnerChanges } from "./OwnerChanges";
import { SinceDay } from "./SinceDay";

const KINDS: Record<ChangeKind, string> = {
  won: "won",
  lost: "lost",
  opened: "new",
  stage: "moved stage",
  close_date: "close date changed",
  amount: "amount changed",
  owner: "owner changed",
  quiet: "newly quiet",
  people: "new contacts",
};

/** What changed on all deals of the team since a day, per owner; each kind can be looked at alone. */
export default function ChangesSince({ team, today }: { readonly team: string | null; readonly today: string }) {
  const now = useNow();
  const [values, change] = useUrlValues();
  const days = { Monday: mondayBefore(today), "14 days": daysBefore(today, 14), "30 days": daysBefore(today, 30) };
  const since = dayOf(values.get("since")) ?? days.Monday;
  const kind = values.get("kind") as ChangeKind | null;
  const kinds = kind && kind in KINDS ? [kind] : [];
  const { data, error, size, setSize, mutate } = useApiPages<"/api/changes">(
    (previous) =>
      previous && !previous.next
        ? null
        : ["/api/changes", undefined, { since, team, kind: kinds, limit: 200, cursor: previous?.next ?? null }],
    { revalidateOnFocus: false },
  );
  const first: TeamChanges | undefined = data?.[0];
  const deals = data?.flatMap((page) => page.items);
  const more = {
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    error,
    retry: () => void mutate(),
  };
  return (
    <Part
      title={`Changes since ${day(since, now)}`}
      note={
        <span role="status">
          {first && `${plural(first.total, "deal")} changed, ${count(first.unchanged)} did not`}
        </span>
      }
    >
      <SinceDay since={since} today={today} days={days} choose={(chosen) => change({ since: chosen })} />
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {!data && !error && <TableSkeleton />}
      {first && (
        <ul className="flex flex-wrap gap-2 pb-3 print:hidden">
          {first.kinds.map((one) => (
            <li key={one.kind}>
              <button
                type="button"
                aria-pressed={kind === one.kind}
                onClick={() => change({ kind: kind === one.kind ? null : one.kind })}
                className="h-9 rounded-small border border-line bg-sheet px-3 tabular-nums hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-ground max-wide:h-11"
              >
                {count(one.deals)} {KINDS[one.kind]}
              </button>
            </li>
          ))}
        </ul>
      )}
      {deals?.length === 0 && <p className="py-4 text-ink-soft">Nothing changed.</p>}
      {deals && byOwner(deals).map(([owner, owned]) => <OwnerChanges key={owner} owner={owner} deals={owned} />)}
      {data && <MoreButton more={more} />}
    </Part>
  );
}

/** The deals of each owner, owners by name. */
function byOwner(deals: readonly ChangedDeal[]): [string, ChangedDeal[]][] {
  const owners = new Map<string, ChangedDeal[]>();
  for (const deal of deals) {
    const name = deal.owner_email ? personName(deal.owner_name, deal.owner_email) : "No owner";
    owners.set(name, [...(owners.get(name) ?? []), deal]);
  }
  return [...owners].sort(([one], [other]) => one.localeCompare(other));
}
