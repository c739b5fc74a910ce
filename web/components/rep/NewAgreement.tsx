"use client";

import { type FormEvent, useState } from "react";
import { Problem } from "@/components/shared/Problem";
import type { Agreement, LearningDimension, RepDetail } from "@/lib/api";
import { answerOf, POST } from "@/lib/send";

const FIELD = "h-11 rounded-small border border-line-strong bg-sheet px-3";

/** One behaviour, the value to reach, and with whom that was agreed. */
export function NewAgreement({
  rep,
  dimensions,
  done,
  cancel,
}: {
  readonly rep: RepDetail;
  readonly dimensions: readonly LearningDimension[];
  readonly done: (agreements: Agreement[]) => void;
  readonly cancel: () => void;
}) {
  const [name, setName] = useState(dimensions[0]?.name ?? "");
  const [error, setError] = useState<unknown>();
  const chosen = dimensions.find((dimension) => dimension.name === name);
  const inPercent = chosen?.is_percentage ?? false;

  async function agree(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (field: string) => String(given.get(field) ?? "").trim() || null;
    setError(undefined);
    try {
      const target = Number(text("target")) / (inPercent ? 100 : 1);
      const body = { dimension: name, target, manager_email: text("manager"), note: text("note") };
      done(await answerOf(POST("/api/reps/{id}/agreements", { params: { path: { id: rep.id } }, body })));
    } catch (problem) {
      setError(problem);
    }
  }
  return (
    <form
      onSubmit={(event) => void agree(event)}
      className="my-2 grid max-w-[46rem] gap-x-6 gap-y-3 border-line border-l-2 pl-3 wide:grid-cols-2"
    >
      <label className="flex flex-col gap-1">
        What
        <select value={name} onChange={(event) => setName(event.target.value)} className={FIELD}>
          {dimensions.map((dimension) => (
            <option key={dimension.name} value={dimension.name}>
              {dimension.label}
            </option>
          ))}
        </select>
      </label>
      <label className="flex flex-col gap-1">
        Target, {inPercent ? "percent" : (chosen?.unit ?? "")}
        <input name="target" type="number" min={0} step="any" required className={`${FIELD} tabular-nums`} />
      </label>
      {chosen && (
        <p className="col-span-full text-ink-soft text-note">
          {chosen.definition}. Now: {chosen.rep.shown}
          {chosen.winners.mean !== null && `; peers' won deals: ${chosen.winners.shown}`}.
        </p>
      )}
      <label className="flex flex-col gap-1">
        Manager's email
        <input
          name="manager"
          type="email"
          maxLength={320}
          defaultValue={rep.manager_email ?? ""}
          autoComplete="email"
          className={FIELD}
        />
      </label>
      <label className="flex flex-col gap-1">
        Note
        <input name="note" maxLength={2000} autoComplete="off" className={FIELD} />
      </label>
      {error ? (
        <div className="col-span-full">
          <Problem error={error} />
        </div>
      ) : null}
      <span className="col-span-full flex gap-3">
        <button type="submit" className="h-11 rounded-small bg-accent px-4 font-semibold text-sheet">
          Save goal
        </button>
        <button type="button" onClick={cancel} className="h-11 px-2 text-accent underline underline-offset-4">
          Cancel
        </button>
      </span>
    </form>
  );
}
