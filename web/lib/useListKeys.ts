import { type KeyboardEvent, type RefObject, useEffect } from "react";

const ROW = "a[data-row]";
const SEARCH = "input[type=search][data-list-search]";

/** Arrows move between the rows of a list and its search, `/` goes to the search. Enter opens, since rows are links. */
export function useListKeys(list: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  useEffect(() => {
    function slash(event: globalThis.KeyboardEvent) {
      if (event.key !== "/" || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      list.current?.querySelector<HTMLInputElement>(SEARCH)?.select();
    }
    document.addEventListener("keydown", slash);
    return () => document.removeEventListener("keydown", slash);
  }, [list]);

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

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
