import { PageLink } from "@/components/shared/PageLink";
import type { View } from "@/lib/views";

/** A view; the reader's own can be removed. */
export function ViewLink({
  view,
  isShown,
  remove,
}: {
  readonly view: View;
  readonly isShown: boolean;
  readonly remove?: () => void;
}) {
  return (
    <span className="flex shrink-0 items-center">
      <PageLink
        href={`/opportunities/${view.query && `?${view.query}`}`}
        aria-current={isShown ? "true" : undefined}
        className="flex h-9 items-center whitespace-nowrap rounded-small px-3 text-ink-soft hover:text-ink aria-[current]:bg-well aria-[current]:text-ink max-wide:h-11"
      >
        {view.name}
      </PageLink>
      {remove && (
        <button
          type="button"
          onClick={remove}
          aria-label={`Remove the view ${view.name}`}
          data-hint="Remove this view"
          className="h-9 min-w-6 text-ink-soft hover:text-ink max-wide:h-11 max-wide:min-w-11"
        >
          ×
        </button>
      )}
    </span>
  );
}
