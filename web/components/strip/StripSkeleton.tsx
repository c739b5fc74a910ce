/** As high as the strip, so that nothing moves when it comes. */
export function StripSkeleton() {
  return (
    <div aria-hidden="true" className="pt-6">
      <div className="waiting h-7 w-64 max-w-full" />
      <div className="waiting mt-2 h-[132px]" />
    </div>
  );
}
