import type { TimelineItem, TimelineQuery } from "./api";
import { useApiPages } from "./useApiPages";
import { usePrevious } from "./usePrevious";

/** What of a deal's story is shown: everything, or one type of item; of everybody, or of one person. */
export interface TimelineFilter {
  readonly type: "call" | "email" | "change" | null;
  readonly person: string | null;
}

export const WHOLE_STORY: TimelineFilter = { type: null, person: null };

/** A deal's story as far as it was read, newest first. */
export function useTimeline(id: string, { type, person }: TimelineFilter) {
  const query: TimelineQuery = { ...(type && { type: [type] }), ...(person && { person }) };
  const {
    data: answer,
    error,
    size,
    setSize,
    mutate,
  } = useApiPages<"/api/opportunities/{id}/timeline">((previous) =>
    previous && !previous.next
      ? null
      : ["/api/opportunities/{id}/timeline", { id }, { ...query, ...(previous?.next && { cursor: previous.next }) }],
  );
  const data = usePrevious(answer, error);
  const items: readonly TimelineItem[] | undefined = data?.flatMap((page) => page.items);
  return {
    items,
    error,
    /** What is shown belongs to the filter before this one. */
    isStale: data !== answer,
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    retry: () => void mutate(),
  };
}
