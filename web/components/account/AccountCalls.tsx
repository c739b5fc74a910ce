"use client";

import { MoreButton } from "@/components/shared/MoreButton";
import { PageLink } from "@/components/shared/PageLink";
import { Problem } from "@/components/shared/Problem";
import { When } from "@/components/shared/When";
import { plural } from "@/lib/format";
import { useApiPages } from "@/lib/useApiPages";

/** The calls with the customer on all deals, the newest first. */
export function AccountCalls({ id }: { readonly id: string }) {
  const { data, error, size, setSize, mutate } = useApiPages<"/api/calls">(
    (previous) =>
      previous && !previous.next
        ? null
        : ["/api/calls", undefined, { account: id, limit: 10, cursor: previous?.next ?? null }],
    { revalidateFirstPage: false },
  );
  const calls = data?.flatMap((page) => page.items);
  const more = {
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    error,
    retry: () => void mutate(),
  };
  return (
    <section aria-labelledby="calls">
      <h2 id="calls" className="pb-2 font-semibold text-lead">
        Calls
        {data?.[0] && <span className="font-normal text-ink-soft text-note"> {plural(data[0].total, "call")}</span>}
      </h2>
      {!calls && (error ? <Problem error={error} retry={more.retry} /> : <div aria-hidden className="waiting h-40" />)}
      {calls?.length === 0 && <p className="text-ink-soft">No calls yet.</p>}
      <ul>
        {calls?.map((call) => (
          <li
            key={call.id}
            className="group relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-line border-t py-2 first:border-t-0 hover:bg-sheet"
          >
            <PageLink
              href={`/calls/${call.id}/`}
              className="break-words font-semibold after:absolute after:inset-0 group-hover:text-accent"
            >
              {call.title ?? "Untitled call"}
            </PageLink>
            <span className="text-right text-ink-soft text-note leading-6">
              <When at={call.started_at} />
            </span>
            <span className="col-span-2 break-words text-ink-soft text-note">
              {call.deals.map(({ name }) => name).join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {calls && <MoreButton more={more} />}
    </section>
  );
}
