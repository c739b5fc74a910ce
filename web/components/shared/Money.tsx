import { money } from "@/lib/format";

/** An amount in a column: short, every digit on hover. */
export function Money({ amount, currency }: { readonly amount: string | null; readonly currency: string | null }) {
  if (amount === null) {
    return (
      <span title="no amount" className="text-ink-soft">
        <span aria-hidden="true">–</span>
        <span className="sr-only">no amount</span>
      </span>
    );
  }
  return (
    <span title={money(amount, currency)} className="tabular-nums">
      {money(amount, currency, true)}
    </span>
  );
}
