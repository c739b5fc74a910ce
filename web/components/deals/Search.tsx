"use client";

import { type ComponentProps, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ChangeFilters } from "@/lib/useFilters";

const PAUSE = 250; // milliseconds without a key before the search runs

/** Search as you type; the URL follows, and so does the box when somebody goes back. */
export function Search({ value, change }: { readonly value: string; readonly change: ChangeFilters }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const box = useRef<HTMLInputElement>(null);
  const [early] = useState(earlyBox);
  const [wasFocused] = useState(() => early !== null && early === document.activeElement);

  useLayoutEffect(() => {
    if (early?.value) setText(early.value);
    if (wasFocused) box.current?.focus();
  }, [early, wasFocused]);

  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);

  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      change({ search: text }, "replace");
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, change]);

  return <SearchBox ref={box} value={text} onChange={(event) => setText(event.target.value)} />;
}

/** The box of the waiting page, in the browser. */
function earlyBox(): HTMLInputElement | null {
  return typeof document === "undefined" ? null : document.querySelector("[data-early]");
}

/** The box before the page knows its address: what is typed here is taken over. */
export function EarlySearch() {
  return <SearchBox data-early="" />;
}

function SearchBox(props: ComponentProps<"input"> & { readonly "data-early"?: string }) {
  return (
    <input
      type="search"
      data-list-search=""
      aria-label="Search deals by name or account"
      aria-keyshortcuts="/"
      placeholder="Search name or account"
      title="Press / to search"
      maxLength={200}
      className="h-9 w-full rounded-small border border-line-strong bg-sheet px-3 placeholder:text-ink-soft max-wide:h-11 wide:w-72"
      {...props}
    />
  );
}
