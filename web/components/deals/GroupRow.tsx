import type { DealGroup, Opportunity } from "@/lib/api";
import type { Grouping } from "@/lib/filters";
import { money, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { COLUMNS } from "./columns";

/** The heading of a group: its value, and the subtotal of all its deals, also of those on further pages. */
export function GroupRow({
  deal,
  grouping,
  group,
}: {
  readonly deal: Opportunity;
  readonly grouping: Grouping;
  readonly group: DealGroup | undefined;
}) {
  return (
    <tr className="border-line border-b bg-well max-wide:block">
      <th scope="rowgroup" colSpan={COLUMNS.length} className="px-2 py-2 text-left font-semibold max-wide:block">
        {nameOf(deal, grouping)}
        {group && (
          <span className="pl-3 font-normal text-ink-soft tabular-nums">
            {[plural(group.deals, "deal"), ...sumsOf(group)].join(" · ")}
          </span>
        )}
      </th>
    </tr>
  );
}

function nameOf(deal: Opportunity, grouping: Grouping): string {
  if (grouping === "stage") return deal.stage ?? "No stage";
  return deal.owner_email ? personName(deal.owner_name, deal.owner_email) : "No owner";
}

/** The amounts of a group in each currency; never added across currencies. */
function sumsOf({ amounts }: DealGroup): string[] {
  const sums = new Map<string | null, number>();
  for (const { currency, amount } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  return [...sums].map(([currency, sum]) =>
    currency ? money(String(sum), currency, true) : `${money(String(sum), null, true)} without a currency`,
  );
}
