"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useState } from "react";
import { explain, useApi } from "@/lib/api";
import { type Hit, listHits, listSaid } from "@/lib/hits";
import { asPhrase, hasWords } from "@/lib/said";
import { useNow } from "@/lib/useNow";
import { usePrevious } from "@/lib/usePrevious";
import { useSettled } from "@/lib/useSettled";
import { HitLine } from "./HitLine";

const FEWEST_LETTERS = 3; // for a search in transcripts
const QUOTES = 3;

/** What the search finds: arrow keys in its box choose, Enter opens. */
export default function Results({
  id,
  box,
  text,
  choose,
  close,
}: {
  readonly id: string;
  readonly box: RefObject<HTMLInputElement | null>;
  readonly text: string;
  /** Tells the box which line is chosen, by its id. */
  readonly choose: (line: string | null) => void;
  readonly close: () => void;
}) {
  const [place, setPlace] = useState({ text, index: 0 });
  const router = useRouter();
  const now = useNow();
  const asked = useSettled(text.trim());
  const { data: answer, error } = useApi(asked ? ["/api/search", undefined, { q: asked }] : null);
  const data = usePrevious(answer, error);
  const phrase = asked.length >= FEWEST_LETTERS && hasWords(asked) ? asPhrase(asked) : "";
  const said = useApi(phrase ? ["/api/said", undefined, { q: phrase, limit: QUOTES }] : null);
  const quotes = phrase ? listSaid(said.data?.items ?? [], phrase, now) : [];
  const hits = asked && data ? [...listHits(data, now), ...quotes] : [];
  const index = place.text === text ? Math.min(place.index, hits.length - 1) : 0; // other letters begin at the top
  const chosen = hits[index];
  const line = chosen ? `${id}-${chosen.key}` : null;

  useEffect(() => {
    choose(line);
    return () => choose(null);
  }, [choose, line]);

  useEffect(() => {
    const input = box.current;
    input?.addEventListener("keydown", onKeyDown);
    return () => input?.removeEventListener("keydown", onKeyDown);
  });

  function open(hit: Hit) {
    close();
    const url = new URL(hit.href, location.href);
    if (url.pathname === location.pathname && url.hash) location.hash = url.hash;
    else router.push(hit.href);
  }
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      setPlace({ text, index: (index + step + hits.length) % hits.length });
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      open(chosen);
    }
  }
  return (
    <>
      <div id={id} role="listbox" aria-label="Results" className="max-h-[60dvh] overflow-y-auto">
        {hits.map((hit, at) => (
          <HitLine
            key={`${hit.kind} ${hit.key}`}
            id={`${id}-${hit.key}`}
            hit={hit}
            heading={hit.kind === hits[at - 1]?.kind ? null : hit.kind}
            isChosen={hit === chosen}
            choose={() => setPlace({ text, index: at })}
            open={() => open(hit)}
          />
        ))}
      </div>
      <p role="status" className="px-4 py-2 text-ink-soft text-note">
        {error && !data ? explain(error).message : say(asked, data !== undefined && !said.isLoading, hits.length)}
      </p>
    </>
  );
}

function say(asked: string, answered: boolean, found: number): string {
  if (!asked) return "Search deal and account names, people and emails, call titles, and what was said on calls.";
  if (!answered && !found) return "Searching";
  return found ? "Arrow keys to choose, Enter to open, Esc to close." : "No results.";
}
