import { count } from "@/lib/format";
import { Problem } from "./Problem";

/** Brings the next page of a list. */
export function MoreButton({
  more,
  shown = 0,
  total,
}: {
  readonly more: {
    readonly hasMore: boolean;
    readonly isLoadingMore: boolean;
    readonly loadMore: () => void;
    readonly error: unknown;
    readonly retry: () => void;
  };
  readonly shown?: number;
  /** How many there are, where that is known. */
  readonly total?: { readonly value: number; readonly exact: boolean } | undefined;
}) {
  if (!more.hasMore) return null;
  if (more.error) return <Problem error={more.error} retry={more.retry} />;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-4">
      <button
        type="button"
        onClick={more.loadMore}
        disabled={more.isLoadingMore}
        className="h-11 w-full rounded-small border border-line-strong hover:border-ink disabled:text-ink-soft wide:w-auto wide:px-6"
      >
        {more.isLoadingMore ? "Loading" : "Load more"}
      </button>
      {total && (
        <span className="text-ink-soft text-note tabular-nums">
          {count(shown)} of {total.exact ? "" : "about "}
          {count(total.value)}
        </span>
      )}
    </div>
  );
}
