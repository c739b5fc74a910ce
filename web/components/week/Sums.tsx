import { Hint } from "@/components/shared/Hint";
import { money } from "@/lib/format";

type Sum = { readonly amount: string; readonly currency: string | null };

/** Amounts per currency, one below the other: they are never added up. */
export function Sums({ sums }: { readonly sums: readonly Sum[] }) {
  return sums.map(({ amount, currency }) => (
    <span key={currency} className="block text-ink-soft text-note tabular-nums">
      <Hint text={money(amount, currency)}>{money(amount, currency, true)}</Hint>
    </span>
  ));
}
