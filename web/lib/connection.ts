import { useSyncExternalStore } from "react";

/** Whether the server can be asked: `offline` without a network, `away` when it does not answer. */
export type Connection = "fine" | "offline" | "away";

const FIRST_WAIT = 1_000; // milliseconds
const LONGEST_WAIT = 15_000;

let isAway = false;

/** Notes that a request got no answer. From then on the server is asked until it answers; all that recovers when a
 * network is back recovers then, too. */
export function noteSilence(): void {
  if (isAway) return;
  isAway = true;
  dispatchEvent(new Event("gametape:connection"));
  askLater(FIRST_WAIT);
}

function askLater(wait: number): void {
  setTimeout(async () => {
    if (!(await answers())) return askLater(Math.min(2 * wait, LONGEST_WAIT));
    isAway = false;
    dispatchEvent(new Event("online"));
  }, wait);
}

/** Whether the server has this very page. */
export async function answers(): Promise<boolean> {
  try {
    return (await fetch(location.href, { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

export function useConnection(): Connection {
  return useSyncExternalStore(listen, present, () => "fine");
}

function present(): Connection {
  if (!navigator.onLine) return "offline";
  return isAway ? "away" : "fine";
}

const EVENTS = ["online", "offline", "gametape:connection"];

function listen(changed: () => void): () => void {
  for (const event of EVENTS) addEventListener(event, changed);
  return () => {
    for (const event of EVENTS) removeEventListener(event, changed);
  };
}
