/** Nobody to show: because of the search, or because no call has come. */
export function NoReps({ isFiltered, showAll }: { readonly isFiltered: boolean; readonly showAll: () => void }) {
  return isFiltered ? (
    <div className="py-12">
      <p className="font-semibold text-lead">No matching reps</p>
      <button type="button" onClick={showAll} className="h-11 text-accent underline underline-offset-4">
        Show all reps
      </button>
    </div>
  ) : (
    <div className="max-w-[40rem] py-12">
      <p className="font-semibold text-lead">No customer calls yet</p>
      <p className="mt-1 text-ink-soft">
        Reps appear once calls are synced. Run{" "}
        <code className="rounded-small bg-well px-1 text-ink">gametape sync</code>; the Sync page shows progress.
      </p>
    </div>
  );
}
