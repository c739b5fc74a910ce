import type { KeyboardEvent, RefObject } from "react";

const ROW = "a[data-row]";
const SEARCH = "input[type=search][data-list-search]";

/** Arrows move between the rows of a list and its search. Enter opens, since rows are links. */
export function useListKeys(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  return (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const target = event.target as HTMLElement;
    if (!step || !list.current || !target.matches(`${ROW}, ${SEARCH}`)) return;
    const stops = [...list.current.querySelectorAll<HTMLElement>(`${SEARCH}, ${ROW}`)];
    const next = stops[stops.indexOf(target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
}
