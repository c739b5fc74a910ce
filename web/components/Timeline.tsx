"use client";

import { useEffect } from "react";
import { Ignored } from "@/components/shared/Ignored";
import { MoreButton } from "@/components/shared/MoreButton";
import { Problem } from "@/components/shared/Problem";
import type { Contact, OpportunityDetail, TimelineItem } from "@/lib/api";
import { type Counts, stretches } from "@/lib/timeline";
import { useAnchor } from "@/lib/useAnchor";
import { useJump } from "@/lib/useJump";
import { useOpened } from "@/lib/useOpened";
import { type TimelineFilter, useTimeline } from "@/lib/useTimeline";
import { useTimelineFilter } from "@/lib/useTimelineFilter";
import { Day } from "./timeline/Day";
import { NothingHappened } from "./timeline/NothingHappened";
import { QuietSoFar } from "./timeline/QuietSoFar";
import { Silence } from "./timeline/Silence";
import { TimelineFilters } from "./timeline/TimelineFilters";
import { TimelineSkeleton } from "./timeline/TimelineSkeleton";

/** A deal's story in one stream, newest first: calls, mails, what moved, and the silences in between. */
export function Timeline({
  deal,
  people,
  counts,
  onTold,
}: {
  readonly deal: OpportunityDetail;
  readonly people: readonly Contact[];
  readonly counts: Counts | undefined;
  /** Called when the first page is there, or cannot be had. */
  readonly onTold: () => void;
}) {
  const { filter, wrong, setFilter, showAll } = useTimelineFilter();
  const story = useTimeline(deal.id, filter);
  const { isReached, jump } = useJump(story);
  const { opened, toggle, open } = useOpened(deal.id);
  const anchor = useAnchor();
  const isFound = anchor === null || story.items?.some(({ type, id }) => type === anchor.type && id === anchor.id);

  // Whoever follows a link to an item gets it unfolded, whatever was filtered or not yet read.
  useEffect(() => {
    if (!anchor) return;
    showAll();
    if (anchor.type !== "change") open(anchor.id);
  }, [anchor, open, showAll]);
  const isWanted = !isFound || !isReached;
  useEffect(() => {
    if (isWanted && canLoadMore(story)) story.loadMore();
  });

  const isTold = Boolean(story.items || story.error);
  useEffect(() => {
    if (isTold) onTold();
  }, [isTold, onTold]);

  const days = story.items && stretches(story.items);
  const isWhole = filter.type === null && filter.person === null;
  return (
    <section aria-labelledby="timeline" aria-busy={story.isStale || !days} className="min-w-0">
      <h2 id="timeline" className="font-semibold text-lead">
        Timeline
      </h2>
      <TimelineFilters filter={filter} setFilter={setFilter} counts={counts} people={people} jump={jump} />
      <Ignored pairs={wrong} />
      {!isFound && days && !story.hasMore && (
        <p role="status" className="py-2 text-attention">
          The linked item is no longer on this deal.
        </p>
      )}
      {story.error && !days ? <Problem error={story.error} retry={story.retry} /> : null}
      {!days && !story.error && <TimelineSkeleton />}
      {isWhole && <QuietSoFar deal={deal} />}
      {days?.length === 0 && <NothingHappened isWhole={isWhole} showAll={showAll} />}
      <ol className={story.isStale ? "opacity-60" : undefined}>
        {days?.map((stretch) =>
          stretch.type === "silence" ? (
            <Silence key={`silence-${stretch.key}`} days={stretch.silence.days} silence={stretch.silence} />
          ) : (
            <Day
              key={stretch.key}
              at={stretch.at}
              items={stretch.items}
              currency={deal.currency}
              opened={opened}
              toggle={toggle}
              anchor={anchor}
            />
          ),
        )}
      </ol>
      <MoreButton more={story} {...place(story.items, filter, counts)} />
    </section>
  );
}

function canLoadMore({ items, isStale, hasMore, isLoadingMore, error }: ReturnType<typeof useTimeline>): boolean {
  return items !== undefined && hasMore && !isStale && !isLoadingMore && !error;
}

/** How far the story was read: items without silences, and how many the filter has, where that is known. */
function place(items: readonly TimelineItem[] | undefined, { type, person }: TimelineFilter, counts?: Counts) {
  const shown = items?.filter((item) => item.type !== "silence").length ?? 0;
  if (!counts || person) return { shown, total: undefined };
  const value = type ? counts[type] : counts.call + counts.email + counts.change;
  return { shown, total: { value, exact: true } };
}
