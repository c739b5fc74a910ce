"use client";

import { Evidence } from "@/components/insights/Evidence";
import { Fold } from "@/components/shared/Fold";
import { Problem } from "@/components/shared/Problem";
import { type DealPromises, useApi } from "@/lib/api";
import { plural } from "@/lib/format";

type Promise_ = DealPromises["ours"][number];
type Listed = { readonly promises: readonly Promise_[]; readonly isOpen: boolean };

/** What each side promised on the deal: what is not seen done first, then what is open; what was done folds away. */
export function Promised({
  deal,
  isOpen,
  isTold,
}: {
  readonly deal: string;
  /** Whether the deal is: on a closed deal nothing asks for attention. */
  readonly isOpen: boolean;
  readonly isTold: boolean;
}) {
  const { data, error, mutate } = useApi(isTold ? ["/api/opportunities/{id}/commitments", { id: deal }] : null, {
    revalidateOnFocus: false,
  });
  return (
    <Fold name="promised" title="Promised" brief={data && brief(data)}>
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {!data && !error && <div className="waiting h-24" />}
      {data && (
        <div className="unfolded flex flex-col gap-4">
          <div className="grid gap-x-12 gap-y-6 wide:grid-cols-2">
            <Side title="Our side" promises={data.ours} isOpen={isOpen} />
            <Side title="Customer" promises={data.theirs} isOpen={isOpen} />
          </div>
          <p className="text-ink-soft text-note">{data.limitations.join(" ")}</p>
        </div>
      )}
    </Fold>
  );
}

function Side({ title, promises, isOpen }: Listed & { readonly title: string }) {
  const waiting = promises.filter(isWaiting);
  const done = promises.filter((one) => !isWaiting(one));
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="pb-1 text-ink-soft text-note">{title}</h3>
      {waiting.length > 0 ? <List promises={waiting} isOpen={isOpen} /> : <p className="text-ink-soft">Nothing open</p>}
      {done.length > 0 && (
        <details className="border-line border-t">
          <summary className="flex min-h-9 items-center gap-2 text-ink-soft max-wide:min-h-11">
            {done.length} done
          </summary>
          <List promises={done} isOpen={isOpen} />
        </details>
      )}
    </section>
  );
}

function List({ promises, isOpen }: Listed) {
  return (
    <ul>
      {promises.map((one) => (
        <li key={`${one.said_on} ${one.owner} ${one.what}`} className="border-line border-t py-2 first:border-t-0">
          <p
            data-missed={isOpen && one.state_today === "not_seen_done"}
            className="text-ink-soft text-note data-[missed=true]:text-attention"
          >
            {one.sentence}
          </p>
          <p dir="auto" className="break-words">
            {one.owner}: {one.what}
            {one.to && <span className="text-ink-soft"> · to {one.to}</span>}
          </p>
          <Evidence items={one.evidence} />
        </li>
      ))}
    </ul>
  );
}

function isWaiting({ state_today }: Promise_): boolean {
  return state_today !== "done" && state_today !== "done_late";
}

function brief({ ours, theirs }: DealPromises): string {
  const all = [...ours, ...theirs];
  const missed = all.filter(({ state_today }) => state_today === "not_seen_done").length;
  const open = all.filter(({ state_today }) => state_today === "open").length;
  return [missed > 0 && `${missed} not seen done`, `${open} open`, `${plural(all.length, "promise")} in all`]
    .filter(Boolean)
    .join(" · ");
}
