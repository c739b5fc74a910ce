"use client";

import { useEffect } from "react";
import { Crumbs } from "@/components/shared/Crumbs";
import { Gone } from "@/components/shared/Gone";
import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { askAhead, explain, useApi } from "@/lib/api";
import { useTitle } from "@/lib/useTitle";
import { RepHeader } from "./RepHeader";
import { RepSkeleton, StorySkeleton } from "./RepSkeleton";

const UP = [{ href: "/reps/", label: "Reps" }];
const RepStory = piece(() => import("./RepStory"), <StorySkeleton />);
RepStory.bring(); // on its way while the page starts, but not in its way

/** One of our people: what to work on, how it goes over time, and what won deals of peers had that theirs have not. */
export function RepPage({ id }: { readonly id: string }) {
  const { data: rep, error, mutate } = useApi(["/api/reps/{id}", { id }], { revalidateOnFocus: false });
  useEffect(() => {
    askAhead("/api/reps/{id}/learning", { id });
    askAhead("/api/reps/{id}/agreements", { id });
  }, [id]);
  useTitle(rep?.name);

  if (!rep && error) {
    const gone = ["not_found", "bad_request"].includes(explain(error).code);
    return (
      <>
        <Crumbs up={UP} name={gone ? "Not found" : "Rep"} />
        <h1 className="pt-2 font-semibold text-title">{gone ? "Rep not found" : "The rep could not be loaded"}</h1>
        {gone ? (
          <Gone error={error} href="/reps/" label="Back to reps" />
        ) : (
          <Problem error={error} retry={() => void mutate()} />
        )}
      </>
    );
  }
  return (
    <article aria-busy={!rep}>
      <Crumbs up={UP} name={rep?.name ?? ""} />
      {rep ? (
        <>
          <RepHeader rep={rep} />
          <RepStory key={rep.id} rep={rep} />
        </>
      ) : (
        <RepSkeleton />
      )}
    </article>
  );
}
