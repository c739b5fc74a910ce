import type { Deals } from "@/lib/useDeals";

export function LoadMore({ deals }: { readonly deals: Deals }) {
  if (!deals.hasMore) return null;
  return (
    <button
      type="button"
      onClick={deals.loadMore}
      disabled={deals.isLoadingMore}
      className="mt-4 h-11 w-full rounded-small border border-line-strong hover:border-ink disabled:text-ink-soft wide:w-auto wide:px-6"
    >
      {deals.isLoadingMore ? "Loading" : "Load more"}
    </button>
  );
}
