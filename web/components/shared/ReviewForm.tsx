"use client";

import { type FormEvent, useId, useState } from "react";
import { storeAuthor, storedAuthor } from "@/lib/author";
import { Problem } from "./Problem";

export interface Review {
  readonly reason: string;
  readonly author: string;
  /** Only where one was asked for. */
  readonly score: number | null;
}

const FIELD = "rounded-small border border-line-strong bg-sheet px-3";

/** A person's word against a judgement: why, by whom, and where asked, which score instead. */
export function ReviewForm({
  title,
  withScore = false,
  submit,
  close,
}: {
  readonly title: string;
  readonly withScore?: boolean;
  readonly submit: (review: Review) => Promise<void>;
  readonly close: () => void;
}) {
  const id = useId();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    setBusy(true);
    setError(undefined);
    storeAuthor(text("author"));
    try {
      await submit({ reason: text("reason"), author: text("author"), score: withScore ? Number(text("score")) : null });
      close();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }
  return (
    <form
      onSubmit={(event) => void send(event)}
      className="my-2 flex max-w-[30rem] flex-col gap-2 border-line border-l-2 pl-3"
    >
      <p className="font-semibold">{title}</p>
      {withScore && (
        <label className="flex items-center gap-3">
          Score, 0 to 100
          <input name="score" type="number" min={0} max={100} required className={`${FIELD} h-11 w-24 tabular-nums`} />
        </label>
      )}
      <label htmlFor={`${id}-reason`}>Reason</label>
      <textarea id={`${id}-reason`} name="reason" required maxLength={2000} rows={2} className={`${FIELD} py-2`} />
      <label htmlFor={`${id}-author`}>Your name</label>
      <input
        id={`${id}-author`}
        name="author"
        required
        maxLength={320}
        autoComplete="name"
        defaultValue={storedAuthor()}
        className={`${FIELD} h-11`}
      />
      <p className="text-ink-soft text-note">Saved under your name; applies to everyone right away.</p>
      {error ? <Problem error={error} /> : null}
      <span className="flex gap-3">
        <button
          type="submit"
          disabled={busy}
          className="h-11 rounded-small bg-accent px-4 font-semibold text-sheet disabled:bg-line-strong"
        >
          Save
        </button>
        <button type="button" onClick={close} className="h-11 px-2 text-accent underline underline-offset-4">
          Cancel
        </button>
      </span>
    </form>
  );
}
