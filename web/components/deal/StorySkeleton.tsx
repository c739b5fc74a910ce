import { InsightsSkeleton } from "@/components/insights/InsightsSkeleton";
import { StripSkeleton } from "@/components/strip/StripSkeleton";
import { TimelineSkeleton } from "@/components/timeline/TimelineSkeleton";

/** Strip, timeline and people in their final shape, before they are there. */
export function StorySkeleton() {
  return (
    <div aria-hidden="true">
      <StripSkeleton />
      <div className="border-line border-b py-4">
        <div className="waiting mb-3 h-9 w-32" />
        <InsightsSkeleton />
      </div>
      <div className="grid gap-x-12 gap-y-8 pt-8 full:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="full:order-2">
          <div className="waiting mb-3 h-7 w-40" />
          <div className="waiting h-48" />
        </div>
        <div>
          <div className="waiting mb-3 h-7 w-28" />
          <TimelineSkeleton />
        </div>
      </div>
    </div>
  );
}
