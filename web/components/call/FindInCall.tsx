import { useMemo } from "react";
import type { Turn } from "@/lib/api";
import { count } from "@/lib/format";
import { type Hit, matching } from "@/lib/turns";

/** A search within one call: Enter: next match. Shift+Enter: previous match. */
export function FindInCall({
  turns,
  search,
  setSearch,
  place,
  go,
}: {
  readonly turns: readonly Turn[];
  readonly search: string;
  readonly setSearch: (text: string) => void;
  readonly place: Hit | null;
  readonly go: (seconds: number, turn: number) => void;
}) {
  const found = useMemo(() => matching(turns, search), [turns, search]);
  const here = found.findIndex(({ turn, seconds }) => turn === place?.turn && seconds === place.seconds);

  function step(back: boolean) {
    const at = place?.seconds ?? -1;
    const next = back
      ? (found.findLast(({ seconds }) => seconds < at) ?? found.at(-1))
      : (found.find(({ seconds }) => seconds > at) ?? found[0]);
    if (next) go(next.seconds, next.turn);
  }
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <input
        type="search"
        aria-label="Find in this call"
        placeholder="Find in this call"
        data-hint="Enter: next match. Shift+Enter: previous match"
        maxLength={200}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey)}
        className="h-9 w-56 min-w-0 rounded-small border border-line-strong bg-sheet px-3 placeholder:text-ink-soft max-wide:h-11"
      />
      <span role="status" className="whitespace-nowrap text-ink-soft text-note tabular-nums">
        {search.trim() &&
          (here < 0 ? `${count(found.length)} matches` : `${count(here + 1)} of ${count(found.length)}`)}
      </span>
    </span>
  );
}
