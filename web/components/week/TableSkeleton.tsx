const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Heading and waiting rows of a page with a table. */
export function TableSkeleton({ title }: { readonly title?: string }) {
  return (
    <div aria-hidden="true">
      {title && <p className="pt-6 pb-3 font-semibold text-title">{title}</p>}
      {ROWS.map((row) => (
        <div key={row} className="waiting my-3 h-8" />
      ))}
    </div>
  );
}
