"use client";

import { useDeferredValue, useEffect, useRef } from "react";
import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { useApi } from "@/lib/api";
import { toFacetQuery, toParams } from "@/lib/filters";
import { rememberList } from "@/lib/listAddress";
import { useDeals } from "@/lib/useDeals";
import { useFilters } from "@/lib/useFilters";
import { useListKeys } from "@/lib/useListKeys";
import { usePrevious } from "@/lib/usePrevious";
import { ToolsSkeleton } from "./ToolsSkeleton";
import { WaitingTable } from "./WaitingTable";

const Tools = piece(() => import("./Tools"), <ToolsSkeleton />);
Tools.bring();
const Totals = piece(() => import("./Totals"), <p role="status">&nbsp;</p>);
Totals.bring();
const DealList = piece(() => import("./DealList"), <WaitingTable />);
DealList.bring();
const NoDeals = piece(() => import("./NoDeals"), null);

/** All deals: find those that matter today. */
export function DealsPage() {
  const [filters, change] = useFilters();
  const deals = useDeals(filters);
  const items = useDeferredValue(deals.items); // fifty rows are made in slices, between which the page stays alive
  const { data: counted, error: uncounted } = useApi(["/api/facets", undefined, toFacetQuery(filters)]);
  const facets = usePrevious(counted, uncounted);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useListKeys(list);
  useEffect(() => rememberList(toParams(filters).toString()), [filters]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside, which stay ordinary links
    <div ref={list} onKeyDown={onKeyDown}>
      <div className="flex flex-wrap items-baseline gap-x-4 pt-6 pb-3">
        <h1 className="font-semibold text-title">Deals</h1>
        <Totals summary={deals.summary} />
      </div>
      <Tools filters={filters} change={change} facets={facets} />
      {deals.error && !items ? <Problem error={deals.error} retry={deals.retry} /> : null}
      {items?.length === 0 ? (
        <NoDeals filters={filters} change={change} total={facets?.deals} />
      ) : (
        <DealList deals={deals} items={items} filters={filters} change={change} />
      )}
    </div>
  );
}
