import { CloseDate } from "@/components/shared/CloseDate";
import { Health } from "@/components/shared/Health";
import { Money } from "@/components/shared/Money";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { PageLink } from "@/components/shared/PageLink";
import { Signals } from "@/components/shared/Signals";
import type { Opportunity } from "@/lib/api";
import { personName, shortName } from "@/lib/people";
import { Sparkline } from "./Sparkline";

const CELL = "align-top wide:px-1.5 wide:py-2 full:px-2";

/** One deal. The link is stretched over the whole row, so that any click opens it and it stays a link. */
export function DealRow({ deal }: { readonly deal: Opportunity }) {
  const owner = deal.owner_email && shortName(personName(deal.owner_name, deal.owner_email));
  return (
    <tr className="group relative border-line border-b hover:bg-sheet has-[a:focus-visible]:bg-sheet max-wide:grid max-wide:grid-cols-[minmax(0,1fr)_auto] max-wide:gap-x-2 max-wide:py-3">
      <td
        className={`${CELL} max-wide:col-start-1 max-wide:row-start-1 max-wide:text-ink-soft max-wide:text-note wide:max-full:hidden`}
      >
        <span className="line-clamp-2">{deal.account_name ?? <Unknown what="no account" />}</span>
      </td>
      <td className={`${CELL} wide:pr-4 max-wide:col-start-1 max-wide:row-start-2`}>
        <span className="hidden text-ink-soft text-note wide:max-full:block">{deal.account_name ?? "no account"}</span>
        <PageLink
          href={`/opportunities/${deal.id}/`}
          data-row=""
          dir="auto"
          className="line-clamp-2 font-semibold after:absolute after:inset-0 group-hover:text-accent"
        >
          {deal.name}
        </PageLink>
        <span className="flex flex-wrap gap-x-3">
          <Signals deal={deal} />
        </span>
      </td>
      <td className={`${CELL} text-ink-soft max-wide:col-start-1 max-wide:row-start-4 max-wide:text-note`}>
        <span dir="auto" className="block truncate">
          {owner ?? "no owner"}
        </span>
      </td>
      <td className={`${CELL} max-wide:col-start-1 max-wide:row-start-3`}>
        <span className="flex items-center gap-2">
          <OutcomeMark outcome={deal.outcome} />
          <span className="truncate">{deal.stage ?? <Unknown what="no stage" />}</span>
        </span>
      </td>
      <td className={`${CELL} max-wide:col-start-2 max-wide:row-start-3 max-wide:text-right`}>
        <CloseDate deal={deal} />
      </td>
      <td className={`${CELL} text-right max-wide:col-start-2 max-wide:row-start-1`}>
        <Money amount={deal.amount} currency={deal.currency} />
      </td>
      <td className={`${CELL} max-wide:col-start-2 max-wide:row-start-2 max-wide:text-right full:pl-6`}>
        <Health value={deal.health} isOpen={deal.outcome === "open"} />
      </td>
      <td
        className={`${CELL} max-wide:col-start-2 max-wide:row-start-4 max-wide:justify-self-end wide:max-full:hidden full:pt-3`}
      >
        <Sparkline deal={deal} />
      </td>
    </tr>
  );
}

function Unknown({ what }: { readonly what: string }) {
  return <span className="text-ink-soft">{what}</span>;
}
