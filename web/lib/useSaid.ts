import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { dayAfter, hasWords, parseSaid, type SaidQuery, saidParams } from "./said";
import { useApiPages } from "./useApiPages";
import { usePrevious } from "./usePrevious";

export type ChangeSaid = (change: Partial<SaidQuery>, how?: "push" | "replace") => void;

/** The search in the URL, and a way to change some of it. A choice is a step back undoes; typing is not. */
export function useSaidQuery(): [SaidQuery, ChangeSaid] {
  const params = useSearchParams();
  const query = useMemo(() => parseSaid(new URLSearchParams(params.toString())), [params]);
  const change = useCallback<ChangeSaid>((part, how = "push") => {
    const next = saidParams({ ...parseSaid(new URLSearchParams(location.search)), ...part }).toString();
    const url = next ? `?${next}` : location.pathname;
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, []);
  return [query, change];
}

/** The quotes of a search, as many pages as were asked for. */
export function useSaid(query: SaidQuery) {
  const asked = hasWords(query.q);
  const {
    data: answer,
    error,
    size,
    setSize,
    mutate,
  } = useApiPages<"/api/said">(
    (previous) =>
      !asked || (previous && !previous.next)
        ? null
        : [
            "/api/said",
            undefined,
            {
              q: query.q.trim(),
              side: query.side,
              attendee: query.rep || null,
              opportunity: query.deal || null,
              since: query.since || null,
              until: query.until ? dayAfter(query.until) : null,
              cursor: previous?.next ?? null,
            },
          ],
    { revalidateFirstPage: false },
  );
  const shown = usePrevious(answer, error);
  const data = asked ? shown : undefined;
  return {
    first: data?.[0],
    quotes: data?.flatMap((page) => page.items),
    isStale: data !== answer,
    error: asked ? error : undefined,
    hasMore: Boolean(data?.at(-1)?.next),
    isLoadingMore: data !== undefined && data.length < size && !error,
    loadMore: () => void setSize(size + 1),
    retry: () => void mutate(),
  };
}
