"use client";

import { useEffect, useRef, useState } from "react";
import type { ChangeFilters } from "@/lib/useFilters";
import { SearchBox, useTakeOver } from "./EarlySearch";

const PAUSE = 250; // milliseconds without a key before the search runs

/** Search as you type; the URL follows, and so does the box when somebody goes back. */
export function Search({ value, change }: { readonly value: string; readonly change: ChangeFilters }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const box = useRef<HTMLInputElement>(null);
  useTakeOver(box, setText);

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
