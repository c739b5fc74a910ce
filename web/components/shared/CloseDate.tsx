import type { Opportunity } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

type Dated = Pick<Opportunity, "close_date" | "close_date_moves">;

/** The close date, and how often it was moved. */
export function CloseDate({ deal }: { readonly deal: Dated }) {
  const now = useNow();
  if (!deal.close_date) {
    return (
      <span className="text-ink-soft">
        <span aria-hidden="true">–</span>
        <span className="sr-only">no close date</span>
      </span>
    );
  }
  return (
    <span className="whitespace-nowrap tabular-nums">
      <time dateTime={deal.close_date}>{day(deal.close_date, now)}</time>
      {deal.close_date_moves > 0 && (
        <span className="ml-1.5 text-ink-soft text-note">
          <span aria-hidden="true">↻{deal.close_date_moves}</span>
          <span className="sr-only">{moved(deal.close_date_moves)}</span>
        </span>
      )}
    </span>
  );
}

/** "pushed once", "moved 3 times". */
export function moved(times: number): string {
  return times === 1 ? "pushed once" : `pushed ${times} times`;
}
