"use client";

import { useEffect, useRef, useState } from "react";
import type { Anchor } from "@/lib/anchor";
import type { Turn } from "@/lib/api";
import { bring } from "@/lib/bring";
import type { Marks } from "@/lib/marks";
import { type Hit, lengthOf, placeOf, turnAt } from "@/lib/turns";
import { FindInCall } from "./FindInCall";
import { OpenInGong } from "./OpenInGong";
import { Ribbon } from "./Ribbon";
import { TurnLine } from "./TurnLine";

/** The words of a call with who said them when, a picture of who spoke, and a search within. */
export function Transcript({
  call,
  turns,
  visit,
  marks,
  tall = false,
}: {
  readonly call: { readonly id: string; readonly title: string | null; readonly url: string | null } & {
    readonly duration_seconds: number | null;
  };
  readonly turns: readonly Turn[];
  readonly visit: Anchor | null;
  readonly marks?: Marks | undefined;
  /** As high as the screen allows, on a page of its own. */
  readonly tall?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Hit | null>(null);
  const [search, setSearch] = useState("");
  const length = lengthOf(turns, call.duration_seconds);

  function go(seconds: number, turn = turnAt(turns, seconds)) {
    setPlace({ turn, seconds });
    const line = box.current?.querySelectorAll("li")[turn];
    // Within the box: the page itself stays where it is.
    if (box.current && line) box.current.scrollTop = line.offsetTop - box.current.clientHeight / 4;
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new visit moves the reader, a new render must not
  useEffect(() => {
    if (!visit) return;
    const meant = placeOf(turns, visit);
    if (meant) go(meant.seconds, meant.turn);
    bring(document.getElementById(`call-${call.id}`)); // once more: only now is the page long enough for the last call
  }, [visit]);

  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-2">
        <FindInCall turns={turns} search={search} setSearch={setSearch} place={place} go={go} />
        <OpenInGong url={call.url} seconds={place?.seconds ?? null} />
      </div>
      <Ribbon turns={turns} length={length} seconds={place?.seconds ?? null} go={go} />
      <section
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`Transcript of ${call.title ?? "this call"}`}
        data-tall={tall}
        className="relative mt-2 max-h-[28rem] data-[tall=true]:max-h-[75dvh] overflow-y-auto border-line border-y py-2 -outline-offset-2"
      >
        <ol>
          {turns.map((turn, index) => (
            <TurnLine
              key={turn.number}
              callId={call.id}
              turn={turn}
              isNewSpeaker={turn.speaker_number !== turns[index - 1]?.speaker_number}
              present={place?.turn === index ? place.seconds : null}
              search={search}
              marks={marks?.get(turn.number)}
            />
          ))}
        </ol>
      </section>
    </>
  );
}
