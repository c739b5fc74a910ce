"use client";

import { type FormEvent, useId } from "react";
import { Panel } from "@/components/shared/Panel";

/** Keeps the present filters under a name. */
export function SaveView({ save }: { readonly save: (name: string) => void }) {
  const id = useId();
  function submit(event: FormEvent<HTMLFormElement>, close: () => void) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (!name) return;
    close();
    save(name);
  }
  return (
    <span className="shrink-0 pl-2">
      <Panel label="Save view">
        {(close) => (
          <form onSubmit={(event) => submit(event, close)} className="flex flex-col gap-2 p-4">
            <label htmlFor={id}>Name of the view</label>
            <input
              id={id}
              name="name"
              required
              maxLength={40}
              autoComplete="off"
              className="h-11 rounded-small border border-line-strong bg-paper px-3"
            />
            <p className="text-ink-soft text-note">Kept in this browser. To share it, send the address of the page.</p>
            <button type="submit" className="h-11 rounded-small bg-accent px-4 font-semibold text-sheet">
              Save
            </button>
          </form>
        )}
      </Panel>
    </span>
  );
}
