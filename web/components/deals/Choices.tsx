"use client";

import { useState } from "react";
import { toggled } from "@/lib/filters";
import { count } from "@/lib/format";

const MANY = 9; // from here on a box to narrow them down helps more than it costs

export interface Choice<T> {
  readonly value: T;
  readonly text: string;
  /** How many there are; left out where that is not known. */
  readonly deals?: number;
}

/** The list in a pill's panel. */
export default function Choices({
  label,
  chosen,
  choices,
  choose,
}: {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly choices: readonly Choice<string>[];
  readonly choose: (values: readonly string[]) => void;
}) {
  const [narrow, setNarrow] = useState("");
  const shown = choices.filter(({ text }) => text.toLocaleLowerCase().includes(narrow.trim().toLocaleLowerCase()));
  return (
    <fieldset>
      <legend className="sr-only">{label}</legend>
      {choices.length >= MANY && (
        <input
          type="search"
          aria-label={`Find in ${label.toLowerCase()}`}
          placeholder="Find"
          value={narrow}
          onChange={(event) => setNarrow(event.target.value)}
          className="sticky top-0 h-11 w-full border-line border-b bg-sheet px-4 placeholder:text-ink-soft"
        />
      )}
      {shown.map(({ value, text, deals }) => (
        <label key={value} className="flex min-h-11 items-center gap-3 px-4 hover:bg-well">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={() => choose(toggled(chosen, value))}
            className="size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0 flex-1 break-words">{text}</span>
          {deals !== undefined && <span className="text-ink-soft text-note tabular-nums">{count(deals)}</span>}
        </label>
      ))}
      {shown.length === 0 && <p className="p-4 text-ink-soft">No matches.</p>}
    </fieldset>
  );
}
