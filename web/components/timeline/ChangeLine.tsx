"use client";

import { useEffect, useRef } from "react";
import { ChangeText } from "@/components/shared/ChangeText";
import type { Anchor } from "@/lib/anchor";
import type { ChangeItem } from "@/lib/api";
import { Mark } from "./Mark";

/** A move of the deal, in its place among calls and mails. */
export function ChangeLine({
  change,
  currency,
  target,
}: {
  readonly change: ChangeItem;
  readonly currency: string | null;
  readonly target: Anchor | null;
}) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (target) line.current?.scrollIntoView({ block: "center" });
  }, [target]);
  return (
    <li
      ref={line}
      id={`change-${change.id}`}
      data-target={target !== null}
      className="item -mx-2 grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 rounded-small p-2 data-[target=true]:bg-accent-ground"
    >
      <span className="flex h-6 items-center">
        <Mark type="change" />
      </span>
      <ChangeText change={change} currency={currency} />
    </li>
  );
}
