import type { Facets } from "@/lib/api";
import { type Filters, isFiltered, NO_FILTERS } from "@/lib/filters";
import { fileAddress } from "@/lib/listRequests";
import { personName } from "@/lib/people";
import type { ChangeFilters } from "@/lib/useFilters";
import { ChoiceFilter } from "./ChoiceFilter";
import { GroupSelect } from "./GroupSelect";
import { HealthFilter } from "./HealthFilter";
import { MoreFilters } from "./MoreFilters";
import { QuietFilter } from "./QuietFilter";
import { Search } from "./Search";
import { SortSelect } from "./SortSelect";

/** Search and filters; what each has taken can be seen and undone where it stands. */
export function FilterBar({
  filters,
  change,
  facets,
}: {
  readonly filters: Filters;
  readonly change: ChangeFilters;
  readonly facets: Facets | undefined;
}) {
  return (
    <search className="flex flex-wrap items-center gap-2 py-3">
      <Search value={filters.search} change={change} />
      <ChoiceFilter
        label="Owner"
        chosen={filters.owner}
        choices={facets?.owners.map(({ email, name, deals }) => ({
          value: email ?? "",
          text: email ? personName(name, email) : "No owner",
          deals,
        }))}
        choose={(owner) => change({ owner })}
      />
      <ChoiceFilter
        label="Stage"
        chosen={filters.stage}
        choices={facets?.stages.map(({ stage, deals }) => ({ value: stage ?? "", text: stage ?? "No stage", deals }))}
        choose={(stage) => change({ stage })}
      />
      <ChoiceFilter
        label="Outcome"
        chosen={filters.outcome}
        choices={facets?.outcomes.map(({ outcome, deals }) => ({
          value: outcome,
          text: outcome.charAt(0).toUpperCase() + outcome.slice(1),
          deals,
        }))}
        choose={(outcome) => change({ outcome })}
      />
      {facets?.scored !== 0 && <HealthFilter min={filters.healthMin} max={filters.healthMax} change={change} />}
      <QuietFilter days={filters.quietDays} change={change} />
      <MoreFilters filters={filters} change={change} facets={facets} />
      {isFiltered(filters) && (
        <button
          type="button"
          onClick={() => change({ ...NO_FILTERS, sort: filters.sort, group: filters.group })}
          className="h-9 px-2 text-accent underline underline-offset-4 max-wide:h-11"
        >
          Clear all
        </button>
      )}
      <a
        href={fileAddress(filters)}
        download="deals.csv"
        className="flex h-9 items-center px-2 text-accent underline underline-offset-4 max-wide:h-11"
      >
        CSV<span className="sr-only"> of these deals</span>
      </a>
      <GroupSelect group={filters.group} change={change} />
      <SortSelect sort={filters.sort} change={change} />
    </search>
  );
}
