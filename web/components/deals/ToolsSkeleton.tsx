import { EarlySearch } from "./EarlySearch";

/** Views and filters before they are there; the box to search in is, so that no letter is lost. */
export function ToolsSkeleton() {
  return (
    <>
      <div aria-hidden="true" className="waiting h-9 w-3/5 max-wide:h-11" />
      <search className="flex flex-wrap items-center gap-2 py-3">
        <EarlySearch />
        <div aria-hidden="true" className="waiting h-9 w-2/5 max-wide:h-24 max-wide:w-full" />
      </search>
    </>
  );
}
