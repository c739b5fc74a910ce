/** An empty stream: because of the filter, or because nothing has arrived. */
export function NothingHappened({ isWhole, showAll }: { readonly isWhole: boolean; readonly showAll: () => void }) {
  return isWhole ? (
    <p className="max-w-[40rem] py-6 text-ink-soft">
      No call, no mail and no move of this deal has arrived. They come with the sync, when they name the deal at the
      source.
    </p>
  ) : (
    <div className="py-6">
      <p className="text-ink-soft">Nothing of the kind in this deal.</p>
      <button type="button" onClick={showAll} className="h-11 text-accent underline underline-offset-4">
        Show the whole story
      </button>
    </div>
  );
}
