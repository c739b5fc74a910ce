import type { TimelineItem, TimelineQuery } from "./api";
import { useApiPages } from "./useApiPages";
import { usePrevious } from "./usePrevious";

/** What of a deal's story is shown: everything, or one type of item; of everybody, or of one person. */
export interface TimelineFilter {
  readonly type: "call" | "email" | "change" | null;
  readonly person: string | null;
}

const TYPES: readonly string[] = ["call", "email", "change"];

/** Reads the filter in an address, and what of it is no filter. */
export function parseFilter(address: URLSearchParams): [TimelineFilter, wrong: [string, string][]] {
  const [type, person] = [address.get("type"), address.get("person")];
  const isType = type !== null && TYPES.includes(type);
  return [
    { type: isType ? (type as TimelineFilter["type"]) : null, person: person?.slice(0, 320) || null },
    type && !isType ? [["type", type]] : [],
  ];
}

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
      : [
          "/api/opportunities/{id}/timeline",
          { id },
          { ...query, ...(previous?.next && { cursor: previous.next, limit: 100 }) },
        ],
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
