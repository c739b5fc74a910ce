"use client";

import { useState } from "react";
import { Problem } from "@/components/shared/Problem";
import type { RepBrief } from "@/lib/api";
import { day } from "@/lib/format";
import { answerOf, POST } from "@/lib/send";
import { useNow } from "@/lib/useNow";

const BUTTON = "h-9 rounded-small border border-line-strong px-3 hover:border-ink max-wide:h-11";

/** From which day on changes are told: since the last 1:1, which is remembered once it is recorded here. */
export function OneOnOne({
  brief,
  choose,
}: {
  readonly brief: RepBrief;
  readonly choose: (since: string | null) => void;
}) {
  const now = useNow();
  const { since, last_one_on_one: last } = brief.period;
  const [recorded, setRecorded] = useState<string | null>(null);
  const [error, setError] = useState<unknown>();
  const held = recorded ?? last;
  async function record() {
    try {
      await answerOf(
        POST("/api/reps/{id}/one-on-ones", { params: { path: { id: brief.rep.id } }, body: { held_on: brief.today } }),
      );
      setRecorded(brief.today);
      setError(undefined);
      choose(since); // what is on the page stays: the next brief begins today
    } catch (problem) {
      setError(problem);
    }
  }
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2 print:hidden">
        <label className="flex items-center gap-2">
          <span className="text-ink-soft">Changes since</span>
          <input
            type="date"
            value={since}
            max={brief.today}
            onChange={(event) => event.target.validity.valid && event.target.value && choose(event.target.value)}
            className="h-9 rounded-small border border-line-strong bg-sheet px-2 tabular-nums max-wide:h-11"
          />
        </label>
        <button type="button" onClick={() => void record()} className={BUTTON}>
          1:1 held today
        </button>
        <button type="button" onClick={() => print()} className={BUTTON}>
          Print
        </button>
      </div>
      <p role="status" className="text-ink-soft text-note">
        {recorded
          ? `Recorded. The next brief starts from ${day(recorded, now)}.`
          : held
            ? `Last 1:1 ${day(held, now)}${since === held ? "" : `; changes since ${day(since, now)}`}`
            : `No 1:1 recorded yet; changes since ${day(since, now)}`}
      </p>
      {error ? <Problem error={error} /> : null}
    </div>
  );
}
