import { useSyncExternalStore } from "react";

const EVERY = 60_000; // milliseconds

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const readers = new Set<() => void>();

/** The present, to the minute: a page that stays open overnight must not go on saying "just now". One clock for all. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, present, present);
}

const present = () => now;

function subscribe(reader: () => void): () => void {
  if (readers.size === 0) {
    if (Date.now() - now.getTime() >= EVERY) now = new Date();
    timer = setInterval(tick, EVERY);
  }
  readers.add(reader);
  return () => {
    readers.delete(reader);
    if (readers.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  now = new Date();
  for (const reader of readers) reader();
}
