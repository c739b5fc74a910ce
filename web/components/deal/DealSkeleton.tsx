import { DealCrumbs } from "./DealCrumbs";
import { StorySkeleton } from "./StorySkeleton";

const FACTS = ["stage", "amount", "close", "health", "activity"];

/** The page in its final shape, before the deal is there. */
export function DealSkeleton() {
  return (
    <article aria-busy="true" aria-label="Loading the deal">
      <DealCrumbs name="" />
      <div aria-hidden="true">
        <div className="waiting h-9 w-80 max-w-full" />
        <div className="waiting my-2 h-5 w-48" />
        <div className="waiting my-2 h-5 w-80 max-w-full" />
        <div className="mt-4 grid grid-cols-2 gap-6 border-line border-y py-4 wide:grid-cols-5">
          {FACTS.map((fact) => (
            <div key={fact} className="waiting h-10" />
          ))}
        </div>
        <StorySkeleton />
      </div>
    </article>
  );
}
