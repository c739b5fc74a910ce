import { PageLink } from "@/components/shared/PageLink";
import { type Filters, isFiltered, NO_FILTERS } from "@/lib/filters";
import { count } from "@/lib/format";
import type { ChangeFilters } from "@/lib/useFilters";

/** Nothing to show: because of the filters, or because nothing has arrived yet. */
export default function NoDeals({
  filters,
  change,
  total,
}: {
  readonly filters: Filters;
  readonly change: ChangeFilters;
  readonly total: number | undefined;
}) {
  if (!isFiltered(filters)) {
    return (
      <div className="max-w-[40rem] py-12">
        <p className="font-semibold text-lead">No deals yet</p>
        <p className="mt-1 text-ink-soft">
          Deals arrive with the first sync. Run{" "}
          <code className="rounded-small bg-well px-1 text-ink">gametape sync</code>, and check{" "}
          <PageLink href="/sync/" className="text-accent underline underline-offset-4">
            Sync
          </PageLink>{" "}
          for progress.
        </p>
      </div>
    );
  }
  return (
    <div className="max-w-[40rem] py-12">
      <p className="font-semibold text-lead">No matching deals</p>
      <p className="mt-1 text-ink-soft">
        {total === undefined ? "All deals are" : `All ${count(total)} deals are`} hidden by the search or the filters.
      </p>
      <button
        type="button"
        onClick={() => change({ ...NO_FILTERS, sort: filters.sort })}
        className="mt-1 h-11 text-accent underline underline-offset-4"
      >
        Clear filters
      </button>
    </div>
  );
}
