import type { DealInsights } from "@/lib/api";
import { Contest } from "./Contest";
import { Evidence } from "./Evidence";
import { Facts } from "./Facts";

/** What to do next, the one that matters most first, each with what it follows from. */
export function NextActions({ insights }: { readonly insights: DealInsights }) {
  if (insights.actions.length === 0) return <p className="text-ink-soft">This deal is closed.</p>;
  return (
    <ol className="flex list-decimal flex-col gap-3 pl-5 marker:text-ink-soft marker:text-note">
      {insights.actions.map((action) => (
        <li key={action.id} data-primary={action.is_primary} className="group pl-1">
          <p className="group-data-[primary=true]:font-semibold">{action.sentence}</p>
          <Evidence items={action.evidence} />
          <div className="flex flex-wrap items-center gap-x-3 pt-0.5">
            <Facts items={action.facts} />
            <Contest insights={insights} item={action} />
          </div>
        </li>
      ))}
    </ol>
  );
}
