import { MoreButton } from "@/components/shared/MoreButton";
import type { Opportunity } from "@/lib/api";
import type { Filters } from "@/lib/filters";
import type { Deals } from "@/lib/useDeals";
import type { ChangeFilters } from "@/lib/useFilters";
import { DealTable } from "./DealTable";

/** The deals of the filters. A piece of its own, which comes while they are being asked for. */
export default function DealList({
  deals,
  items,
  filters,
  change,
}: {
  readonly deals: Deals;
  /** The deals as far as they are drawn. */
  readonly items: readonly Opportunity[] | undefined;
  readonly filters: Filters;
  readonly change: ChangeFilters;
}) {
  return (
    <>
      <DealTable items={items} busy={deals.isStale} failed={Boolean(deals.error)} filters={filters} change={change} />
      {items && <MoreButton more={deals} shown={items.length} total={deals.summary?.total} />}
    </>
  );
}
