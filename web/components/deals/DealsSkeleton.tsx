import { ToolsSkeleton } from "./ToolsSkeleton";
import { WaitingTable } from "./WaitingTable";

/** The page before the browser knows its own address. */
export function DealsSkeleton() {
  return (
    <div>
      <div className="flex items-baseline gap-4 pt-6 pb-3">
        <h1 className="font-semibold text-title">Deals</h1>
      </div>
      <ToolsSkeleton />
      <WaitingTable />
    </div>
  );
}
