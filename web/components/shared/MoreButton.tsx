import { Problem } from "./Problem";

/** Brings the next page of a list. */
export function MoreButton({
  more,
}: {
  readonly more: {
    readonly hasMore: boolean;
    readonly isLoadingMore: boolean;
    readonly loadMore: () => void;
    readonly error: unknown;
    readonly retry: () => void;
  };
}) {
  if (!more.hasMore) return null;
  if (more.error) return <Problem error={more.error} retry={more.retry} />;
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
