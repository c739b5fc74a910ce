import { Money } from "@/components/shared/Money";
import { OutcomeMark } from "@/components/shared/OutcomeMark";
import { PageLink } from "@/components/shared/PageLink";
import { ChangeParts } from "@/components/week/ChangeParts";
import type { ChangedDeal } from "@/lib/api";
import { plural } from "@/lib/format";

/** The deals of an owner that changed, a row each. */
export function OwnerChanges({ owner, deals }: { readonly owner: string; readonly deals: readonly ChangedDeal[] }) {
  return (
    <section aria-label={owner} className="border-line border-t pt-2 pb-3">
      <h3 className="font-semibold">
        {owner} <span className="font-normal text-ink-soft text-note">{plural(deals.length, "deal")}</span>
      </h3>
      <ul>
        {deals.map((deal) => (
          <li
            key={deal.id}
            className="grid gap-x-8 py-1.5 wide:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] max-wide:border-line max-wide:border-b"
          >
            <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 self-start">
              <span className="self-center">
                <OutcomeMark outcome={deal.outcome} />
              </span>
              <PageLink href={`/opportunities/${deal.id}/`} className="hover:text-accent hover:underline">
                {deal.account_name ?? "No account"}
                <span className="text-ink-soft"> · {deal.name}</span>
              </PageLink>
              <span className="text-ink-soft text-note">
                <Money amount={deal.amount} currency={deal.currency} />
              </span>
            </p>
            <div className="min-w-0 text-note">
              <ChangeParts deal={deal} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
