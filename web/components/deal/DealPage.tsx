"use client";

import { useCallback, useLayoutEffect, useState } from "react";
import { piece } from "@/components/shared/piece";
import { askAhead, useApi } from "@/lib/api";
import { useTitle } from "@/lib/useTitle";
import { DealCrumbs } from "./DealCrumbs";
import { DealHeader } from "./DealHeader";
import { DealSkeleton } from "./DealSkeleton";
import { StorySkeleton } from "./StorySkeleton";

const DealStory = piece(() => import("./DealStory"), <StorySkeleton />);
DealStory.bring(); // on its way while the page starts, but not in its way
const NoDeal = piece(() => import("./NoDeal"), <DealSkeleton />);
NoDeal.bring();

/** One deal: what it is, how it moved, who it is with. */
export function DealPage({ id }: { readonly id: string }) {
  const [isTold, setTold] = useState(false);
  const told = useCallback(() => setTold(true), []);
  useLayoutEffect(() => {
    // Before the deal itself, so that its story is drawn once, with all of it there.
    askAhead("/api/opportunities/{id}/timeline", { id });
    askAhead("/api/opportunities/{id}/activity", { id });
    askAhead("/api/opportunities/{id}/people", { id });
  }, [id]);
  const { data: deal, error, mutate } = useApi(["/api/opportunities/{id}", { id }]);
  useTitle(deal?.name);

  if (!deal && error) return <NoDeal error={error} retry={() => void mutate()} />;
  if (!deal) return <DealSkeleton />;
  return (
    <article>
      <DealCrumbs
        name={deal.name}
        account={deal.account_id && deal.account_name ? { id: deal.account_id, name: deal.account_name } : null}
      />
      <DealHeader deal={deal} isTold={isTold} />
      <DealStory key={deal.id} deal={deal} isTold={isTold} told={told} />
    </article>
  );
}
