"use client";

import { useEffect, useState } from "react";
import { PageLink } from "@/components/shared/PageLink";
import { listAddress } from "@/lib/listAddress";

/** The way back to the list as it was. */
export function Crumbs({ name }: { readonly name: string }) {
  const [list, setList] = useState("/opportunities/");
  useEffect(() => setList(listAddress()), []);
  return (
    <nav aria-label="Breadcrumb" className="pt-4 text-ink-soft text-note">
      <ol className="flex items-center gap-2">
        <li>
          <PageLink href={list} className="flex h-9 items-center hover:text-ink hover:underline">
            Deals
          </PageLink>
        </li>
        <li aria-hidden="true">/</li>
        <li aria-current="page" className="truncate">
          {name}
        </li>
      </ol>
    </nav>
  );
}
