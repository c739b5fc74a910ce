"use client";

import { Panel, WAITING } from "@/components/shared/Panel";
import { piece } from "@/components/shared/piece";
import type { Facets, SignalName } from "@/lib/api";
import type { Filters } from "@/lib/filters";
import { count, day } from "@/lib/format";
import { personName } from "@/lib/people";
import { SIGNAL_NAMES } from "@/lib/signalNames";
import type { ChangeFilters } from "@/lib/useFilters";
import { useNow } from "@/lib/useNow";
import { ChoiceFilter } from "./ChoiceFilter";
import { ClearButton } from "./ClearButton";

const DateRange = piece(() => import("./DateRange"), WAITING);
const AmountRange = piece(() => import("./AmountRange"), WAITING);

const SIGNALS = Object.entries(SIGNAL_NAMES).map(([value, text]) => ({ value: value as SignalName, text }));

/** The filters by what is wrong, close date, amount, product and team; and those that only a link from elsewhere sets. */
export function MoreFilters({
  filters,
  change,
  facets,
}: {
  readonly filters: Filters;
  readonly change: ChangeFilters;
  readonly facets: Facets | undefined;
}) {
  const now = useNow();
  const { closesFrom: from, closesBy: by, amountMin: least, amountMax: most } = filters;
  const isDated = from !== null || by !== null;
  const isSized = least !== null || most !== null;
  return (
    <>
      <ChoiceFilter label="Risk" chosen={filters.signal} choices={SIGNALS} choose={(signal) => change({ signal })} />
      <span className="flex items-center">
        <Panel label={<span>{isDated ? `Closes: ${days(from, by, now)}` : "Close date"}</span>} active={isDated}>
          {() => <DateRange from={from} by={by} change={change} />}
        </Panel>
        {isDated && <ClearButton what="Close date" clear={() => change({ closesFrom: null, closesBy: null })} />}
      </span>
      <span className="flex items-center">
        <Panel label={<span>{isSized ? `Amount: ${range(least, most)}` : "Amount"}</span>} active={isSized}>
          {() => <AmountRange min={least} max={most} change={change} />}
        </Panel>
        {isSized && <ClearButton what="Amount" clear={() => change({ amountMin: null, amountMax: null })} />}
      </span>
      {((facets?.products.length ?? 0) > 0 || filters.product.length > 0) && (
        <ChoiceFilter
          label="Product"
          chosen={filters.product}
          choices={facets?.products.map(({ product, deals }) => ({
            value: product ?? "",
            text: product ?? "No product",
            deals,
          }))}
          choose={(product) => change({ product })}
        />
      )}
      {((facets?.teams.length ?? 0) > 0 || filters.team !== null) && (
        <ChoiceFilter
          label="Team"
          chosen={filters.team === null ? [] : [filters.team]}
          choices={facets?.teams.map(({ email, name, deals }) => ({
            value: email,
            text: personName(name, email),
            deals,
          }))}
          choose={(teams) => change({ team: teams.at(-1) ?? null })}
        />
      )}
      <LinkedFilters filters={filters} change={change} />
    </>
  );
}

/** Filters that only a link from another page sets. */
function LinkedFilters({ filters, change }: { readonly filters: Filters; readonly change: ChangeFilters }) {
  const now = useNow();
  const { slippedSince, slippedPast } = filters;
  const slipped = slippedSince && `Slipped since ${day(slippedSince, now)}`;
  return (
    <>
      {filters.forecastCategory.length > 0 && (
        <Chip
          text={`Forecast: ${filters.forecastCategory.map((name) => name || "none").join(", ")}`}
          what="Forecast category"
          clear={() => change({ forecastCategory: [] })}
        />
      )}
      {slipped && (
        <Chip
          text={slippedPast ? `${slipped}, past ${day(slippedPast, now)}` : slipped}
          what="Slipped"
          clear={() => change({ slippedSince: null, slippedPast: null })}
        />
      )}
    </>
  );
}

function Chip({ text, what, clear }: { readonly text: string; readonly what: string; readonly clear: () => void }) {
  return (
    <span className="flex items-center">
      <span className="flex h-9 items-center rounded-small border border-accent bg-accent-ground px-3 max-wide:h-11">
        {text}
      </span>
      <ClearButton what={what} clear={clear} />
    </span>
  );
}

function days(from: string | null, by: string | null, now: Date): string {
  if (from && by) return `${day(from, now)} – ${day(by, now)}`;
  return from ? `from ${day(from, now)}` : `by ${day(by ?? "", now)}`;
}

function range(least: number | null, most: number | null): string {
  if (least !== null && most !== null) return `${count(least)} – ${count(most)}`;
  return least !== null ? `${count(least)} or more` : `${count(most ?? 0)} or less`;
}
