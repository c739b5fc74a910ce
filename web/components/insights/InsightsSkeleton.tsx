/** The panel in its final shape, before it is there. */
export function InsightsSkeleton() {
  return (
    <div aria-hidden="true" className="grid gap-x-12 gap-y-6 full:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex flex-col gap-3">
        <div className="waiting h-5 w-32" />
        {["w-4/5", "w-3/5", "w-2/3"].map((width) => (
          <div key={width} className={`waiting h-14 ${width}`} />
        ))}
        <div className="waiting h-64" />
      </div>
      <div className="flex flex-col gap-3">
        <div className="waiting h-5 w-24" />
        <div className="waiting h-24" />
        <div className="waiting h-5 w-24" />
        <div className="waiting h-32" />
      </div>
    </div>
  );
}
