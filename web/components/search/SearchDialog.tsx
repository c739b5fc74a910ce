"use client";

import { useEffect, useId, useRef, useState } from "react";
import { piece } from "@/components/shared/piece";

const Results = piece(() => import("./Results"), null);

/** A search over deals, people and calls. The box is in the page from the start, so that no letter is lost; what finds
 * something comes when the box is first used. */
export function SearchDialog() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);

  useEffect(() => {
    // Opened, and typed into, before this ran.
    setOpen(dialog.current?.open ?? false);
    setText(box.current?.value ?? "");
  }, []);

  function forget() {
    if (box.current) box.current.value = "";
    setText("");
    setOpen(false);
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; a click beside it does the same
    <dialog
      ref={dialog}
      data-search=""
      aria-label="Search"
      onClose={forget}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      className="palette"
    >
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-label="Search deals, people and calls"
        aria-expanded={chosen !== null}
        aria-controls={id}
        aria-activedescendant={chosen ?? undefined}
        autoComplete="off"
        maxLength={200}
        placeholder="Search deals, people, calls"
        onFocus={() => setOpen(true)}
        onInput={(event) => setText(event.currentTarget.value)}
        className="h-14 w-full border-line border-b bg-transparent px-4 text-lead outline-none placeholder:text-ink-soft"
      />
      {isOpen && <Results id={id} box={box} text={text} choose={setChosen} close={() => dialog.current?.close()} />}
    </dialog>
  );
}
