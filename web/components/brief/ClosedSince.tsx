import { Money } from "@/components/shared/Money";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { PageLink } from "@/components/shared/PageLink";
import { Part } from "@/components/shared/Part";
import type { RepBrief } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** Deals that were won or lost in the period. */
export function ClosedSince({ brief }: { readonly brief: RepBrief }) {
  const now = useNow();
  if (brief.closed.length === 0) return null;
  return (
    <Part title={`Closed since ${day(brief.period.since, now)}`}>
      <ul className="flex flex-col gap-1">
        {brief.closed.map((deal) => (
          <li key={deal.id} className="flex flex-wrap items-center gap-x-3">
            <OutcomeMark outcome={deal.outcome} />
            <PageLink href={`/opportunities/${deal.id}/`} className="font-semibold hover:text-accent hover:underline">
              {deal.name}
            </PageLink>
            <span className="text-ink-soft">{deal.account_name}</span>
            <span>{deal.outcome === "won" ? "won" : "lost"}</span>
            <Money amount={deal.amount} currency={deal.currency} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
