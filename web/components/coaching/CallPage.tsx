"use client";

import { useEffect } from "react";
import { Crumbs } from "@/components/shared/Crumbs";
import { Gone } from "@/components/shared/Gone";
import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { askAhead, explain, useApi } from "@/lib/api";
import { useTitle } from "@/lib/useTitle";
import { CallHeader } from "./CallHeader";

const CallStory = piece(() => import("./CallStory"), <Waiting />);
CallStory.bring(); // on its way while the page starts, but not in its way

/** One call: how it was held, what each of us did well, and the words it rests on. */
export function CallPage({ id }: { readonly id: string }) {
  const { data: call, error, mutate } = useApi(["/api/calls/{id}", { id }], { revalidateOnFocus: false });
  useEffect(() => askAhead("/api/calls/{id}/coaching", { id }), [id]);
  useTitle(call?.title);

  const gone = error && ["not_found", "bad_request"].includes(explain(error).code);
  const deal = call?.opportunities[0];
  return (
    <article aria-busy={!call && !error}>
      <Crumbs
        up={[
          { href: "/opportunities/", label: "Deals" },
          ...(deal ? [{ href: `/opportunities/${deal.id}/#call-${id}`, label: deal.name }] : []),
        ]}
        name={call?.title ?? (gone ? "Not found" : "Call")}
      />
      {!call && error ? (
        <>
          <h1 className="pt-2 font-semibold text-title">{gone ? "Call not found" : "The call could not be loaded"}</h1>
          {gone ? (
            <Gone error={error} href="/opportunities/" label="Back to deals" />
          ) : (
            <Problem error={error} retry={() => void mutate()} />
          )}
        </>
      ) : null}
      {call && (
        <>
          <CallHeader call={call} />
          <CallStory key={call.id} call={call} />
        </>
      )}
      {!call && !error && <Waiting />}
    </article>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true" className="grid gap-x-12 gap-y-6 pt-6 full:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="waiting h-[32rem]" />
      <div className="waiting h-96" />
    </div>
  );
}
