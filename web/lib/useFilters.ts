import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type Filters, parseFilters, toParams } from "./filters";

export type ChangeFilters = (change: Partial<Filters>, how?: "push" | "replace") => void;

/** The filters in the URL, and a way to change some of them. A choice is a step back undoes; typing is not. */
export function useFilters(): [Filters, ChangeFilters] {
  const params = useSearchParams();
  const filters = useMemo(() => parseFilters(new URLSearchParams(params.toString())), [params]);
  const change = useCallback<ChangeFilters>((part, how = "push") => {
    const present = parseFilters(new URLSearchParams(location.search));
    const query = toParams({ ...present, ...part }).toString();
    const url = query ? `?${query}` : location.pathname;
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, []);
  return [filters, change];
}
