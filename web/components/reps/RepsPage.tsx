"use client";

import { useEffect, useRef, useState } from "react";
import { Problem } from "@/components/shared/Problem";
import { useApi } from "@/lib/api";
import { plural } from "@/lib/format";
import { SCORERS } from "@/lib/scores";
import { useListKeys } from "@/lib/useListKeys";
import { NoReps } from "./NoReps";
import { RepTable } from "./RepTable";

/** Our people who speak with customers: whom to sit down with, and what about. */
export function RepsPage() {
  const { data, error, mutate } = useApi(["/api/reps"]);
  const [search, setSearch] = useState("");
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setSearch(box.current?.value ?? ""), []); // what was typed before this page could take it
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useListKeys(list);
  const wanted = search.trim().toLocaleLowerCase();
  const shown = data?.reps.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(wanted));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside, which stay ordinary links
    <div ref={list} onKeyDown={onKeyDown}>
      <div className="flex flex-wrap items-baseline gap-x-4 pt-6 pb-3">
        <h1 className="font-semibold text-title">Reps</h1>
        <p role="status" className="text-ink-soft tabular-nums">
          {shown ? plural(shown.length, "person", "people") : " "}
        </p>
      </div>
      {data && (
        <p className="max-w-[46rem] text-ink-soft text-note">
          Scores are averages over the last year's deals, {SCORERS[data.scores_by]}; no average below{" "}
          {plural(data.fewest_deals, "deal")} and {plural(data.fewest_calls, "call")}.
        </p>
      )}
      <search className="block py-3">
        <input
          ref={box}
          type="search"
          data-list-search=""
          aria-label="Search reps by name"
          aria-keyshortcuts="/"
          placeholder="Search name"
          data-hint="Press / to search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="h-9 w-full rounded-small border border-line-strong bg-sheet px-3 placeholder:text-ink-soft max-wide:h-11 wide:w-72"
        />
      </search>
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {shown?.length === 0 ? (
        <NoReps isFiltered={wanted !== ""} showAll={() => setSearch("")} />
      ) : (
        !(error && !data) && <RepTable reps={shown} />
      )}
    </div>
  );
}
