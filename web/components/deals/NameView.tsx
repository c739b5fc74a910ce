"use client";

import { type FormEvent, useId } from "react";

/** Asks for the name of a view. */
export default function NameView({ named }: { readonly named: (name: string) => void }) {
  const id = useId();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name) named(name);
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 p-4">
      <label htmlFor={id}>View name</label>
      <input
        id={id}
        name="name"
        required
        maxLength={40}
        autoComplete="off"
        className="h-11 rounded-small border border-line-strong bg-paper px-3"
      />
      <p className="text-ink-soft text-note">Saved in this browser. To share, send the page's address.</p>
      <button type="submit" className="h-11 rounded-small bg-accent px-4 font-semibold text-sheet">
        Save
      </button>
    </form>
  );
}
