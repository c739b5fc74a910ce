"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { tellReady } from "@/lib/early";

const WANT_HINTS = ["pointerover", "focusin", "click"];

/** Has clicks repeated that came before the page could take them, shows hints, and brings the focus to a new page. */
export function Ready() {
  const path = usePathname();
  const last = useRef(path);
  useEffect(() => {
    tellReady();
    for (const event of WANT_HINTS) document.addEventListener(event, hint); // for as long as the document lives
  }, []);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    if (!location.hash) document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
  return null;
}

function hint(event: Event): void {
  const element = event.target instanceof Element && event.target.closest<HTMLElement>("[data-hint]");
  if (element && !(event.type === "click" && element.matches("a, button, input"))) {
    import("@/lib/hint").then(
      ({ showHint }) => showHint(element),
      () => undefined, // a page without its hints is whole
    );
  }
}
