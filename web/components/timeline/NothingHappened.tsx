/** An empty stream: because of the filter, or because nothing has arrived. */
export function NothingHappened({ isWhole, showAll }: { readonly isWhole: boolean; readonly showAll: () => void }) {
  return isWhole ? (
    <p className="max-w-[40rem] py-6 text-ink-soft">
      No calls, emails or changes yet. They appear once the source links them to this deal.
    </p>
  ) : (
    <div className="py-6">
      <p className="text-ink-soft">No matching items on this deal.</p>
      <button type="button" onClick={showAll} className="h-11 text-accent underline underline-offset-4">
        Clear filters
      </button>
    </div>
  );
}
