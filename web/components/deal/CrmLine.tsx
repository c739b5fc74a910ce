import type { OpportunityDetail } from "@/lib/api";

/** What the CRM says comes next, its forecast, and the way there. Text of the CRM is text: never a link. */
export function CrmLine({ deal }: { readonly deal: OpportunityDetail }) {
  const { crm, crm_url } = deal;
  const isOpen = deal.outcome === "open";
  const forecast = [crm?.forecast_category, crm?.probability && `${crm.probability}%`].filter(Boolean).join(", ");
  const facts: readonly (readonly [string, string | null | undefined])[] = isOpen
    ? [
        ["Next step", crm?.next_step],
        ["Forecast", forecast],
      ]
    : [["Loss reason", deal.outcome === "lost" ? crm?.loss_reason : null]];
  const told = facts.filter(([, text]) => text);
  if (!told.length && !crm_url) return null;
  return (
    <p className="flex flex-wrap gap-x-4">
      {told.map(([label, text]) => (
        <span key={label} className="min-w-0 break-words">
          <span className="text-ink-soft">{label}: </span>
          <span dir="auto">{text}</span>
        </span>
      ))}
      {crm_url && (
        <a href={crm_url} rel="noreferrer" className="text-accent underline underline-offset-4">
          Open in Salesforce
        </a>
      )}
    </p>
  );
}
