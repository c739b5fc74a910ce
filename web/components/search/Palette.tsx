"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { explain, useApi } from "@/lib/api";
import { type Hit, listHits } from "@/lib/hits";
import { useNow } from "@/lib/useNow";
import { useSettled } from "@/lib/useSettled";
import { HitLine } from "./HitLine";

/** A search over deals, people and calls: type, arrow down, Enter. */
export default function Palette({ close }: { readonly close: () => void }) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const router = useRouter();
  const now = useNow();
  const asked = useSettled(text.trim());
  const { data, error } = useApi(asked ? ["/api/search", undefined, { q: asked }] : null, { keepPreviousData: true });
  const hits = asked && data ? listHits(data, now) : [];
  const chosen = hits[Math.min(place, hits.length - 1)];

  useEffect(() => dialog.current?.showModal(), []);

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
      setPlace((Math.min(place, hits.length - 1) + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      open(chosen);
    }
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; a click beside it does the same
    <dialog
      ref={dialog}
      aria-label="Search"
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
      className="palette"
    >
      <input
        type="text"
        role="combobox"
        aria-label="Search deals, people and calls"
        aria-expanded={hits.length > 0}
        aria-controls={id}
        aria-activedescendant={chosen && `${id}-${chosen.key}`}
        autoComplete="off"
        maxLength={200}
        placeholder="Search deals, people, calls"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
        className="h-14 w-full border-line border-b bg-transparent px-4 text-lead outline-none placeholder:text-ink-soft"
      />
      <div id={id} role="listbox" aria-label="Results" className="max-h-[60dvh] overflow-y-auto">
        {hits.map((hit, index) => (
          <HitLine
            key={`${hit.kind} ${hit.key}`}
            id={`${id}-${hit.key}`}
            hit={hit}
            heading={hit.kind === hits[index - 1]?.kind ? null : hit.kind}
            isChosen={hit === chosen}
            choose={() => setPlace(index)}
            open={() => open(hit)}
          />
        ))}
      </div>
      <p role="status" className="px-4 py-2 text-ink-soft text-note">
        {error && !data ? explain(error).message : say(asked, data !== undefined, hits.length)}
      </p>
    </dialog>
  );
}

function say(asked: string, answered: boolean, found: number): string {
  if (!asked) return "Search deal and account names, people and emails, call titles.";
  if (!answered) return "Searching";
  return found ? "Arrow keys to choose, Enter to open, Esc to close." : "No results.";
}
