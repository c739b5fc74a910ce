"use client";

import { CloseDate } from "@/components/shared/CloseDate";
import { Money } from "@/components/shared/Money";
import { MoreButton } from "@/components/shared/MoreButton";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { PageLink } from "@/components/shared/PageLink";
import { Problem } from "@/components/shared/Problem";
import { Signals } from "@/components/shared/Signals";
import { personName, shortName } from "@/lib/people";
import { useApiPages } from "@/lib/useApiPages";

/** The account's deals, the latest activity first. */
export function AccountDeals({ id }: { readonly id: string }) {
  const { data, error, size, setSize, mutate } = useApiPages<"/api/opportunities">(
    (previous) =>
      previous && !previous.next
        ? null
        : [
            "/api/opportunities",
            undefined,
            { account: id, sort: "-last_activity", limit: 25, cursor: previous?.next ?? null },
          ],
    { revalidateFirstPage: false },
  );
  const deals = data?.flatMap((page) => page.items);
  const more = {
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    error,
    retry: () => void mutate(),
  };
  return (
    <section aria-labelledby="deals">
      <h2 id="deals" className="pb-2 font-semibold text-lead">
        Deals
      </h2>
      {!deals && (error ? <Problem error={error} retry={more.retry} /> : <div aria-hidden className="waiting h-40" />)}
      <ul>
        {deals?.map((deal) => (
          <li
            key={deal.id}
            className="group relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-line border-t py-2 first:border-t-0 hover:bg-sheet"
          >
            <PageLink
              href={`/opportunities/${deal.id}/`}
              className="break-words font-semibold after:absolute after:inset-0 group-hover:text-accent"
            >
              {deal.name}
            </PageLink>
            <span className="text-right">
              <Money amount={deal.amount} currency={deal.currency} />
            </span>
            <span className="flex flex-wrap items-center gap-x-2 text-ink-soft text-note">
              <OutcomeMark outcome={deal.outcome} />
              {deal.stage ?? "no stage"}
              {deal.owner_email && ` · ${shortName(personName(deal.owner_name, deal.owner_email))}`}
            </span>
            <span className="text-right text-note">
              <CloseDate deal={deal} />
            </span>
            <span className="col-span-2 flex flex-wrap gap-x-3">
              <Signals deal={deal} />
            </span>
          </li>
        ))}
      </ul>
      {deals && <MoreButton more={more} />}
    </section>
  );
}
