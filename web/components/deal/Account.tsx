import { Fact } from "@/components/shared/Fact";
import type { OpportunityDetail } from "@/lib/api";
import { humanized, plural } from "@/lib/format";

const IS_KEY = /(^|_)id$/i; // the source's own keys tell a reader nothing

/** What the source tells of the account, and of the deal beyond what is shown above. Plain text: it is customers' data. */
export function Account({ deal }: { readonly deal: OpportunityDetail }) {
  const account = Object.entries(deal.account).filter(([key]) => key !== "name" && !IS_KEY.test(key));
  const fields = Object.entries(deal.fields).filter(([key]) => !IS_KEY.test(key));
  return (
    <aside aria-label="Account and further fields" className="flex min-w-0 flex-col gap-6">
      <section aria-labelledby="account">
        <h2 id="account" className="pb-2 font-semibold text-lead">
          Account
        </h2>
        {account.length === 0 ? (
          <p className="text-ink-soft">
            {deal.account_name ? "Only its name is known." : "The deal names no account."}
          </p>
        ) : (
          <Facts entries={account} />
        )}
      </section>
      {fields.length > 0 && (
        <details>
          <summary className="py-2 text-accent">{plural(fields.length, "further field")} of the deal</summary>
          <Facts entries={fields} />
          {deal.fields_left_out > 0 && (
            <p className="pt-2 text-ink-soft text-note">
              {plural(deal.fields_left_out, "column")} did not fit under the cap on metadata.
            </p>
          )}
        </details>
      )}
    </aside>
  );
}

function Facts({ entries }: { readonly entries: readonly (readonly [string, unknown])[] }) {
  return (
    <dl className="flex flex-col gap-3 border-line border-t pt-3">
      {entries.map(([key, value]) => (
        <Fact key={key} label={humanized(key)}>
          {typeof value === "object" ? JSON.stringify(value) : String(value)}
        </Fact>
      ))}
    </dl>
  );
}
