"use client";

import { useEffect, useLayoutEffect } from "react";
import { Problem } from "@/components/shared/Problem";
import { askAhead, explain, useApi } from "@/lib/api";
import { useLoaded } from "@/lib/useLoaded";
import { DealCrumbs } from "./DealCrumbs";
import { DealHeader } from "./DealHeader";
import { DealSkeleton } from "./DealSkeleton";
import { StorySkeleton } from "./StorySkeleton";

const story = import("./DealStory"); // on its way while the page starts, but not in its way

/** One deal: what it is, how it moved, who it is with. */
export function DealPage({ id }: { readonly id: string }) {
  const DealStory = useLoaded(story);
  useLayoutEffect(() => {
    // Before the deal itself, so that its story is drawn once, with all of it there.
    askAhead("/api/opportunities/{id}/timeline", { id });
    askAhead("/api/opportunities/{id}/activity", { id });
    askAhead("/api/opportunities/{id}/people", { id });
  }, [id]);
  const { data: deal, error, mutate } = useApi(["/api/opportunities/{id}", { id }]);
  useEffect(() => {
    if (deal) document.title = `${deal.name} · gametape`;
  }, [deal]);

  if (!deal && error) {
    const gone = ["not_found", "bad_request"].includes(explain(error).code);
    return (
      <>
        <DealCrumbs name={gone ? "Not found" : "Deal"} />
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
      <DealCrumbs name={deal.name} />
      <DealHeader deal={deal} />
      {DealStory ? <DealStory key={deal.id} deal={deal} /> : <StorySkeleton />}
    </article>
  );
}
