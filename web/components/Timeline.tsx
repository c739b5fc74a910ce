"use client";

import { useEffect, useState } from "react";
import { MoreButton } from "@/components/shared/MoreButton";
import { Problem } from "@/components/shared/Problem";
import type { Contact, OpportunityDetail } from "@/lib/api";
import { type Counts, stretches } from "@/lib/timeline";
import { useAnchor } from "@/lib/useAnchor";
import { useOpened } from "@/lib/useOpened";
import { type TimelineFilter, useTimeline, WHOLE_STORY } from "@/lib/useTimeline";
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
  const [filter, setFilter] = useState<TimelineFilter>(WHOLE_STORY);
  const story = useTimeline(deal.id, filter);
  const { opened, toggle, open } = useOpened(deal.id);
  const anchor = useAnchor();
  const isFound = anchor === null || story.items?.some(({ type, id }) => type === anchor.type && id === anchor.id);

  // Whoever follows a link to an item gets it unfolded, whatever was filtered or not yet read.
  useEffect(() => {
    if (!anchor) return;
    setFilter(WHOLE_STORY);
    if (anchor.type !== "change") open(anchor.id);
  }, [anchor, open]);
  useEffect(() => {
    if (!isFound && story.items && !story.isStale && story.hasMore && !story.isLoadingMore) story.loadMore();
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
      <TimelineFilters filter={filter} setFilter={setFilter} counts={counts} people={people} />
      {!isFound && days && !story.hasMore && (
        <p role="status" className="py-2 text-attention">
          The linked item is no longer on this deal.
        </p>
      )}
      {story.error && !days ? <Problem error={story.error} retry={story.retry} /> : null}
      {!days && !story.error && <TimelineSkeleton />}
      {isWhole && <QuietSoFar deal={deal} />}
      {days?.length === 0 && <NothingHappened isWhole={isWhole} showAll={() => setFilter(WHOLE_STORY)} />}
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
      <MoreButton more={story} />
    </section>
  );
}
