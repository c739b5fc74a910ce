/** The brief in its final shape, before the answer. */
export function BriefSkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-4 pt-6">
      <div className="waiting h-8 w-72" />
      <div className="waiting h-5 w-96 max-w-full" />
      {["a", "b", "c"].map((row) => (
        <div key={row} className="waiting h-28" />
      ))}
    </div>
  );
}
