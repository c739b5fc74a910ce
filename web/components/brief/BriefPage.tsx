"use client";

import { Crumbs } from "@/components/shared/Crumbs";
import { Gone } from "@/components/shared/Gone";
import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { explain, useApi } from "@/lib/api";
import { dayOf } from "@/lib/urlDay";
import { usePrevious } from "@/lib/usePrevious";
import { useTitle } from "@/lib/useTitle";
import { useUrlValues } from "@/lib/useUrlValues";
import { BriefSkeleton } from "./BriefSkeleton";

const BriefBody = piece(() => import("./BriefBody"), <BriefSkeleton />);
BriefBody.bring(); // on its way while the page starts, but not in its way

/** Everything for a 1:1 with a rep, on one page that can be printed. */
export function BriefPage({ id }: { readonly id: string }) {
  const [values, change] = useUrlValues();
  const since = dayOf(values.get("since"));
  const request = ["/api/reps/{id}/brief", { id }, { since }] as const;
  const { data: answer, error, mutate } = useApi(request, { revalidateOnFocus: false });
  const data = usePrevious(answer, error);
  useTitle(data && `1:1 with ${data.rep.name}`);
  const up = [
    { href: "/reps/", label: "Reps" },
    { href: `/reps/${id}/`, label: data?.rep.name ?? "Rep" },
  ];

  if (error && !data) {
    const gone = ["not_found", "bad_request"].includes(explain(error).code);
    return (
      <>
        <Crumbs up={up.slice(0, 1)} name="1:1 brief" />
        <h1 className="pt-2 font-semibold text-title">{gone ? "Rep not found" : "The brief could not be loaded"}</h1>
        {gone ? (
          <Gone error={error} href="/reps/" label="Back to reps" />
        ) : (
          <Problem error={error} retry={() => void mutate()} />
        )}
      </>
    );
  }
  return (
    <article aria-busy={!data} className="brief">
      <Crumbs up={up} name="1:1 brief" />
      {data && BriefBody ? <BriefBody brief={data} choose={(day) => change({ since: day })} /> : <BriefSkeleton />}
    </article>
  );
}
