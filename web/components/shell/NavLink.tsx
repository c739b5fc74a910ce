"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageLink } from "@/components/shared/PageLink";

/** A page of the shell; underlined while the reader is on it or below it. */
export function NavLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const here = usePathname().startsWith(href.replace(/\/$/, ""));
  return (
    <PageLink
      href={href}
      aria-current={here ? "page" : undefined}
      className="-mb-px flex min-w-11 items-center justify-center border-transparent border-b-2 px-2 text-ink-soft wide:px-3 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
    >
      {children}
    </PageLink>
  );
}
