import type { OpportunityDetail } from "@/lib/api";
import { fieldsOf, usefulFirst } from "@/lib/fields";
import { plural } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { Fields } from "./Fields";

/** What the source tells of the account, and of the deal beyond what is shown above. Plain text: it is customers' data. */
export function Account({ deal }: { readonly deal: OpportunityDetail }) {
  const now = useNow();
  const { name: _, ...columns } = deal.account;
  const { first, rest } = usefulFirst(fieldsOf(columns, now));
  const fields = fieldsOf({ currency_iso_code: deal.currency, ...deal.fields }, now).filter(
    ({ key }) => key in deal.fields && !deal.crm?.columns.includes(key),
  );
  return (
    <aside aria-label="Account and CRM fields" className="flex min-w-0 flex-col gap-6">
      <section aria-labelledby="account">
        <h2 id="account" className="pb-2 font-semibold text-lead">
          Account
        </h2>
        {first.length + rest.length === 0 && (
          <p className="text-ink-soft">
            {deal.account_name ? "Only the account name is synced." : "No account on this deal."}
          </p>
        )}
        {first.length > 0 && <Fields fields={first} />}
        {rest.length > 0 && (
          <details>
            <summary className="py-2 text-accent">{plural(rest.length, "further field")} of the account</summary>
            <Fields fields={rest} />
          </details>
        )}
      </section>
      {fields.length > 0 && (
        <details>
          <summary className="py-2 text-accent">{plural(fields.length, "further field")} of the deal</summary>
          <Fields fields={fields} />
          {deal.fields_left_out > 0 && (
            <p className="pt-2 text-ink-soft text-note">
              {plural(deal.fields_left_out, "column")} left out: over the metadata size limit.
            </p>
          )}
        </details>
      )}
    </aside>
  );
}
