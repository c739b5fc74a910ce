import type { Opportunity } from "@/lib/api";
import { plural } from "@/lib/format";

const [STEP, HEIGHT] = [6, 16];

/** Calls and mails per week, the last twelve, the present one at the right. */
export function Sparkline({ deal }: { readonly deal: Pick<Opportunity, "activity" | "call_count" | "email_count"> }) {
  const weeks = deal.activity;
  const recent = weeks.reduce((sum, value) => sum + value, 0);
  const most = Math.max(4, ...weeks); // so that one mail a week does not look like a rush
  const title = `${recent ? plural(recent, "call or email", "calls and emails") : "No activity"} in the last 12 weeks; ${plural(deal.call_count, "call")} and ${plural(deal.email_count, "email")} in total`;
  return (
    <svg width={STEP * weeks.length} height={HEIGHT} role="img" aria-label={title} className="text-ink-soft">
      <title>{title}</title>
      {weeks.map((value, week) => {
        const height = value ? Math.max(2, Math.round((HEIGHT * value) / most)) : 1;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a week is its place
            key={week}
            x={week * STEP}
            y={HEIGHT - height}
            width={STEP - 2}
            height={height}
            className={value ? "fill-ink-soft" : "fill-line"}
          />
        );
      })}
    </svg>
  );
}
