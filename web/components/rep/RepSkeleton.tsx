/** The page in its final shape, before the rep is there. */
export function RepSkeleton() {
  return (
    <div aria-hidden="true">
      <div className="waiting h-9 w-64" />
      <div className="waiting my-2 h-5 w-80 max-w-full" />
      <StorySkeleton />
    </div>
  );
}

export function StorySkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-8 pt-6">
      <div className="waiting h-48" />
      <div className="waiting h-64" />
      <div className="waiting h-96" />
    </div>
  );
}
