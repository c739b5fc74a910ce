import type { DealInsights } from "@/lib/api";
import { Contest } from "./Contest";
import { Evidence } from "./Evidence";
import { Facts } from "./Facts";

/** What is unusual on an open deal, the most urgent first, each with what it follows from. */
export function NextActions({ insights }: { readonly insights: DealInsights }) {
  if (insights.actions.length === 0) return <p className="text-ink-soft">{insights.nothing_unusual}</p>;
  return (
    <ol className="flex list-decimal flex-col gap-3 pl-5 marker:text-ink-soft marker:text-note">
      {insights.actions.map((action) => (
        <li key={action.id} data-primary={action.is_primary} className="group pl-1">
          <p
            data-disputed={action.contested}
            className="data-[disputed=true]:text-ink-soft data-[disputed=true]:line-through group-data-[primary=true]:font-semibold"
          >
            {action.sentence}
          </p>
          <p className="text-ink-soft text-note">{action.reason}</p>
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
