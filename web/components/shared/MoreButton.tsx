/** Brings the next page of a list. */
export function MoreButton({
  more,
}: {
  readonly more: { readonly hasMore: boolean; readonly isLoadingMore: boolean; readonly loadMore: () => void };
}) {
  if (!more.hasMore) return null;
  return (
    <button
      type="button"
      onClick={more.loadMore}
      disabled={more.isLoadingMore}
      className="mt-4 h-11 w-full rounded-small border border-line-strong hover:border-ink disabled:text-ink-soft wide:w-auto wide:px-6"
    >
      {more.isLoadingMore ? "Loading" : "Load more"}
    </button>
  );
}
