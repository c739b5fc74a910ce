"use client";

import { type ComponentProps, type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The box before the page is ready for it; what is typed here is taken over by the next one. */
export function EarlySearch() {
  const box = useRef<HTMLInputElement>(null);
  useTakeOver(box, (text) => {
    if (box.current) box.current.value = text;
  });
  return <SearchBox ref={box} data-early="" />;
}

/** Takes over the text and the focus of the waiting page's box, which `box` replaces. */
export function useTakeOver(box: RefObject<HTMLInputElement | null>, take: (text: string) => void): void {
  const [early] = useState(earlyBox);
  const [wasFocused] = useState(() => early !== null && early === document.activeElement);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the one box replaces the other
  useLayoutEffect(() => {
    if (early?.value) take(early.value);
    if (wasFocused) box.current?.focus();
  }, []);
}

/** The box that stands in the page while the next one is being made; there is none on a server. */
function earlyBox(): HTMLInputElement | null {
  return typeof document === "undefined" ? null : document.querySelector("[data-early]");
}

export function SearchBox(props: ComponentProps<"input"> & { readonly "data-early"?: string }) {
  return (
    <input
      type="search"
      data-list-search=""
      aria-label="Search deals by name or account"
      aria-keyshortcuts="/"
      placeholder="Search name or account"
      data-hint="Press / to search"
      maxLength={200}
      className="h-9 w-full rounded-small border border-line-strong bg-sheet px-3 placeholder:text-ink-soft max-wide:h-11 wide:w-72"
      {...props}
    />
  );
}
