import { Fields } from "@/components/deal/Fields";
import { People } from "@/components/deal/People";
import type { AccountDetail } from "@/lib/api";
import { fieldsOf, usefulFirst } from "@/lib/fields";
import { useNow } from "@/lib/useNow";
import { AccountCalls } from "./AccountCalls";
import { AccountDeals } from "./AccountDeals";

/** Deals and calls of an account, its people, and what the CRM tells of it. */
export default function AccountStory({ account }: { readonly account: AccountDetail }) {
  const now = useNow();
  const { name: _, ...columns } = account.fields;
  const { first, rest } = usefulFirst(fieldsOf(columns, now));
  const isOpen = account.by_outcome.some(({ value }) => value === "open");
  return (
    <div className="grid gap-x-12 gap-y-8 border-line border-t pt-6 full:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <AccountDeals id={account.id} />
        <AccountCalls id={account.id} />
      </div>
      <aside aria-label="People and CRM fields" className="flex min-w-0 flex-col gap-8">
        <People contacts={account.people} isOpen={isOpen} error={undefined} retry={() => undefined} />
        {first.length + rest.length > 0 && (
          <section aria-labelledby="fields">
            <h2 id="fields" className="pb-2 font-semibold text-lead">
              From the CRM
            </h2>
            <Fields fields={[...first, ...rest]} />
          </section>
        )}
      </aside>
    </div>
  );
}
