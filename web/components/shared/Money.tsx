import { money } from "@/lib/format";

/** An amount in a column: short; the deal's page has every digit. */
export function Money({ amount, currency }: { readonly amount: string | null; readonly currency: string | null }) {
  if (amount === null) {
    return (
      <span className="text-ink-soft">
        <span aria-hidden="true">–</span>
        <span className="sr-only">no amount</span>
      </span>
    );
  }
  return <span className="tabular-nums">{money(amount, currency, true)}</span>;
}
