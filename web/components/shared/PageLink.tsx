"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";

/** A link to another page, without loading it anew. Smaller than Next's by what prefetching costs: see decision 0043. */
export function PageLink({ href, ...rest }: ComponentProps<"a"> & { readonly href: string }) {
  const router = useRouter();
  function open(event: MouseEvent) {
    // Whoever wants a new tab or window gets it from the browser.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.push(href);
  }
  return <a href={href} onClick={open} {...rest} />;
}
