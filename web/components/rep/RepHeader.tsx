import { Hint } from "@/components/shared/Hint";
import { PageLink } from "@/components/shared/PageLink";
import { When } from "@/components/shared/When";
import type { RepDetail } from "@/lib/api";
import { count, plural } from "@/lib/format";
import { personName } from "@/lib/people";

/** Who it is, at a glance. */
export function RepHeader({ rep }: { readonly rep: RepDetail }) {
  const facts = [
    rep.title ?? rep.role,
    rep.manager_email && `reports to ${personName(null, rep.manager_email)}`,
    rep.is_active === false && "has left",
  ].filter(Boolean);
  return (
    <header className="border-line border-b pb-4">
      <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2">
        <h1 dir="auto" className="text-balance font-semibold text-title wide:text-display">
          {rep.name}
        </h1>
        <PageLink
          href={`/reps/${rep.id}/brief/`}
          className="inline-flex h-9 items-center rounded-small border border-line-strong px-3 hover:border-ink max-wide:h-11"
        >
          1:1 brief
        </PageLink>
      </div>
      <p className="text-ink-soft">{facts.join(" · ")}</p>
      <p className="pt-1 tabular-nums">
        <Hint text="Deals owned or joined on a call">
          on {plural(rep.deals.open, "open deal")}, {count(rep.deals.won)} won, {count(rep.deals.lost)} lost
        </Hint>
        {" · "}
        {plural(rep.calls, "call")} with customers in the last 90 days, most recent <When at={rep.last_call_at} />
      </p>
      <PageLink
        href={`/opportunities/?${new URLSearchParams({ owner: rep.email, outcome: "open" })}`}
        className="inline-flex items-center text-accent underline underline-offset-4 max-wide:h-11"
      >
        Open deals owned
      </PageLink>
    </header>
  );
}
