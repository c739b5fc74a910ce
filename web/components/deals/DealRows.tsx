import { Fragment } from "react";
import { type Opportunity, useApi } from "@/lib/api";
import type { Filters, Grouping } from "@/lib/filters";
import { groupQuery } from "@/lib/listRequests";
import { DealRow } from "./DealRow";
import { GroupRow } from "./GroupRow";

/** The rows; with a grouping, a heading before the first row of each group. */
export default function DealRows({
  items,
  filters,
}: {
  readonly items: readonly Opportunity[];
  readonly filters: Filters;
}) {
  const grouping = filters.group;
  const grouped = groupQuery(filters);
  const groups = useApi(grouped && ["/api/breakdown", undefined, grouped]).data?.groups;
  return items.map((deal, index) => {
    const value = groupOf(deal, grouping);
    const previous = items[index - 1];
    const isFirst = grouping !== null && (!previous || groupOf(previous, grouping) !== value);
    return (
      <Fragment key={deal.id}>
        {isFirst && <GroupRow deal={deal} grouping={grouping} group={groups?.find((one) => one.value === value)} />}
        <DealRow deal={deal} />
      </Fragment>
    );
  });
}

function groupOf(deal: Opportunity, grouping: Grouping | null): string | null {
  return grouping === "owner" ? deal.owner_email : deal.stage;
}
