"use client";

import { useEffect } from "react";
import { Problem } from "@/components/shared/Problem";
import { explain, useApi } from "@/lib/api";
import { Account } from "./Account";
import { Changes } from "./Changes";
import { Crumbs } from "./Crumbs";
import { DealHeader } from "./DealHeader";
import { DealSkeleton } from "./DealSkeleton";
import { StageStory } from "./StageStory";

/** One deal: what it is, how it moved, who it is with. */
export function DealPage({ id }: { readonly id: string }) {
  const { data: deal, error, mutate } = useApi("/api/opportunities/{id}", { params: { path: { id } } });
  useEffect(() => {
    if (deal) document.title = `${deal.name} · gametape`;
  }, [deal]);

  if (!deal && error) {
    const gone = ["not_found", "bad_request"].includes(explain(error).code);
    return (
      <>
        <Crumbs name={gone ? "Not found" : "Deal"} />
        <h1 className="pt-2 font-semibold text-title">
          {gone ? "This deal is not here" : "The deal could not be read"}
        </h1>
        <Problem error={error} {...(gone ? {} : { retry: () => void mutate() })} />
      </>
    );
  }
  if (!deal) return <DealSkeleton />;
  return (
    <article>
      <Crumbs name={deal.name} />
      <DealHeader deal={deal} />
      <div className="grid gap-x-12 gap-y-8 pt-8 full:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-8">
          <StageStory deal={deal} />
          <Changes deal={deal} />
        </div>
        <Account deal={deal} />
      </div>
    </article>
  );
}
