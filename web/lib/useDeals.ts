import type { Opportunity, Summary } from "./api";
import { type Filters, toQuery } from "./filters";
import { useApiPages } from "./useApiPages";
import { usePrevious } from "./usePrevious";

export interface Deals {
  /** Undefined until the first answer. */
  readonly items: readonly Opportunity[] | undefined;
  readonly summary: Summary | null | undefined;
  readonly error: unknown;
  /** What is shown belongs to the filters before these. */
  readonly isStale: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** The deals of the filters, as many pages as were asked for. */
export function useDeals(filters: Filters): Deals {
  const {
    data: answer,
    error,
    size,
    setSize,
    mutate,
  } = useApiPages<"/api/opportunities">(
    (previous) =>
      previous && !previous.next ? null : ["/api/opportunities", undefined, toQuery(filters, previous?.next ?? null)],
    { revalidateFirstPage: false },
  );
  const data = usePrevious(answer, error);
  return {
    items: data?.flatMap((page) => page.items),
    summary: data?.[0]?.summary,
    error,
    isStale: data !== answer,
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    retry: () => void mutate(),
  };
}
