"use client";

import { useEffect, useRef, useState } from "react";
import { type Side, useApi } from "@/lib/api";
import { personName } from "@/lib/people";
import type { SaidQuery } from "@/lib/said";
import type { ChangeSaid } from "@/lib/useSaid";
import { SaidDay } from "./SaidDay";

const PAUSE = 300; // milliseconds without a key before the search runs
const FIELD = "h-9 rounded-small border border-line-strong bg-sheet px-2 max-wide:h-11";

/** Words, side, rep, deal and days of the search. */
export function SaidFilters({
  query,
  change,
  dealName,
}: {
  readonly query: SaidQuery;
  readonly change: ChangeSaid;
  readonly dealName: string | undefined;
}) {
  const { data } = useApi(["/api/reps"]);
  const reps = data?.reps ?? [];
  const isKnown = !query.rep || reps.some(({ email }) => email === query.rep);
  return (
    <search className="flex flex-wrap items-center gap-2 py-3">
      <Words value={query.q} change={change} />
      <select
        aria-label="Side"
        value={query.side ?? ""}
        onChange={(event) => change({ side: (event.target.value || null) as Side | null })}
        className={FIELD}
      >
        <option value="">Anyone</option>
        <option value="theirs">Customers</option>
        <option value="ours">Our side</option>
      </select>
      <select
        aria-label="Rep on the call"
        value={query.rep}
        onChange={(event) => change({ rep: event.target.value })}
        className={`${FIELD} min-w-0 max-w-full`}
      >
        <option value="">All reps</option>
        {!isKnown && <option value={query.rep}>{query.rep}</option>}
        {reps.map(({ id, email, name }) => (
          <option key={id} value={email}>
            {personName(name, email)}
          </option>
        ))}
      </select>
      <SaidDay label="From" value={query.since} choose={(since) => change({ since })} />
      <SaidDay label="To" value={query.until} choose={(until) => change({ until })} />
      {query.deal && (
        <button
          type="button"
          onClick={() => change({ deal: "" })}
          className={`${FIELD} min-w-0 max-w-full truncate text-accent`}
        >
          Deal: {dealName ?? "one deal"} <span aria-hidden="true">×</span>
          <span className="sr-only"> Search all deals</span>
        </button>
      )}
    </search>
  );
}

/** Search as you type; the URL follows, and so does the box when somebody goes back. */
function Words({ value, change }: { readonly value: string; readonly change: ChangeSaid }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current?.value) setText(box.current.value); // what was typed before this page could take it
  }, []);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current.trim()) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      change({ q: text }, "replace");
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, change]);
  return (
    <input
      ref={box}
      type="search"
      data-list-search=""
      aria-label="Words that were said"
      aria-keyshortcuts="/"
      placeholder="Words, or a “phrase”"
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
      className={`${FIELD} w-full placeholder:text-ink-soft wide:w-80`}
    />
  );
}
