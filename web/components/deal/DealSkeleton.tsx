import { Crumbs } from "./Crumbs";

const FACTS = ["stage", "amount", "close", "health", "owner", "changed"];
const ROWS = ["a", "b", "c", "d", "e", "f"];

/** The page in its final shape, before the deal is there. */
export function DealSkeleton() {
  return (
    <article aria-busy="true" aria-label="Loading the deal">
      <Crumbs name="" />
      <div aria-hidden="true">
        <div className="waiting h-9 w-80 max-w-full" />
        <div className="waiting my-2 h-5 w-48" />
        <div className="mt-4 grid grid-cols-2 gap-6 border-line border-y py-4 wide:grid-cols-6">
          {FACTS.map((fact) => (
            <div key={fact} className="waiting h-10" />
          ))}
        </div>
        <div className="grid gap-x-12 pt-8 full:grid-cols-[minmax(0,1fr)_22rem]">
          {[0, 1].map((column) => (
            <div key={column} className="flex flex-col gap-4">
              <div className="waiting h-6 w-32" />
              {ROWS.map((row) => (
                <div key={row} className="waiting h-4" />
              ))}
            </div>
          ))}
        </div>
      </div>
    </article>
  );
}
