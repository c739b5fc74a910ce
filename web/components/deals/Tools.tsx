import { useSearchParams } from "next/navigation";
import { Ignored } from "@/components/shared/Ignored";
import type { Facets } from "@/lib/api";
import type { Filters } from "@/lib/filters";
import { ignoredFilters } from "@/lib/ignored";
import type { ChangeFilters } from "@/lib/useFilters";
import { FilterBar } from "./FilterBar";
import { Views } from "./Views";

/** What narrows the list down: views and filters. A piece of its own, which comes while the deals are being asked for. */
export default function Tools({
  filters,
  change,
  facets,
}: {
  readonly filters: Filters;
  readonly change: ChangeFilters;
  readonly facets: Facets | undefined;
}) {
  return (
    <>
      <Views filters={filters} />
      <FilterBar filters={filters} change={change} facets={facets} />
      <Ignored pairs={ignoredFilters(new URLSearchParams(useSearchParams().toString()))} />
    </>
  );
}
