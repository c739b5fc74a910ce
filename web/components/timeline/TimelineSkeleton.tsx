const DAYS = ["a", "b", "c", "d", "e", "f"];

/** Days in their final shape, before any is there. */
export function TimelineSkeleton() {
  return (
    <div aria-hidden="true">
      {DAYS.map((day) => (
        <div key={day} className="grid gap-x-4 border-line border-t py-3 wide:grid-cols-[6rem_minmax(0,1fr)]">
          <div className="waiting h-4 w-16" />
          <div className="flex flex-col gap-3">
            <div className="waiting h-5 w-3/5" />
            <div className="waiting h-5 w-2/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
