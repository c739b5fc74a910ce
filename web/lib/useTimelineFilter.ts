import { useCallback } from "react";
import { useAddress } from "./useAddress";
import { parseFilter, type TimelineFilter } from "./useTimeline";

/** The timeline's filter, kept in the address; `showAll` keeps the item that the address points to. */
export function useTimelineFilter() {
  const [address, change] = useAddress();
  const [filter, wrong] = parseFilter(address);
  const setFilter = useCallback(({ type, person }: TimelineFilter) => change({ type, person }), [change]);
  const showAll = useCallback(() => {
    const url = new URL(location.href);
    url.searchParams.delete("type");
    url.searchParams.delete("person");
    if (url.href !== location.href) history.replaceState(null, "", url);
  }, []);
  return { filter, wrong, setFilter, showAll };
}
