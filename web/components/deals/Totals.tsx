import type { Summary } from "@/lib/api";
import { count, money, plural } from "@/lib/format";

/** How many deals, and what they are worth in each currency; never added across currencies. */
export default function Totals({ summary }: { readonly summary: Summary | null | undefined }) {
  return (
    <p role="status" className="text-ink-soft tabular-nums">
      {summary ? describe(summary) : " "}
    </p>
  );
}

function describe({ total, sums }: Summary): string {
  const deals = total.exact ? plural(total.value, "deal") : `about ${count(Number(total.value.toPrecision(2)))} deals`;
  const worth = sums?.map(({ amount, currency }) =>
    currency ? money(amount, currency, true) : `${money(amount, null, true)} without a currency`,
  );
  return [deals, ...(worth ?? [])].join(" · ");
}
