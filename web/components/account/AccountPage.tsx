"use client";

import { Crumbs } from "@/components/shared/Crumbs";
import { Gone } from "@/components/shared/Gone";
import { Problem } from "@/components/shared/Problem";
import { piece } from "@/components/shared/piece";
import { explain, useApi } from "@/lib/api";
import { money, plural } from "@/lib/format";
import { useTitle } from "@/lib/useTitle";

const AccountStory = piece(() => import("./AccountStory"), <Waiting />);
AccountStory.bring(); // on its way while the page starts, but not in its way

/** One customer over all its deals: what is open, who takes part, what was talked about last. */
export function AccountPage({ id }: { readonly id: string }) {
  const { data: account, error, mutate } = useApi(["/api/accounts/{id}", { id }]);
  useTitle(account?.name);
  const gone = error && ["not_found", "bad_request"].includes(explain(error).code);
  return (
    <article aria-busy={!account && !error}>
      <Crumbs
        up={[{ href: "/opportunities/", label: "Deals" }]}
        name={account?.name ?? (gone ? "Not found" : "Account")}
      />
      {!account && error ? (
        <>
          <h1 className="pt-2 font-semibold text-title">
            {gone ? "Account not found" : "The account could not be loaded"}
          </h1>
          {gone ? (
            <Gone error={error} href="/opportunities/" label="Back to deals" />
          ) : (
            <Problem error={error} retry={() => void mutate()} />
          )}
        </>
      ) : null}
      {account && (
        <>
          <h1 dir="auto" className="text-balance font-semibold text-title wide:text-display">
            {account.name}
          </h1>
          <p className="pb-4 text-ink-soft text-lead tabular-nums">
            {account.by_outcome
              .map(({ value, deals, amounts }) =>
                [
                  `${plural(deals, "deal")} ${value}`,
                  ...amounts.map(({ amount, currency }) => money(amount, currency, true)),
                ].join(", "),
              )
              .join(" · ")}
          </p>
          <AccountStory key={account.id} account={account} />
        </>
      )}
      {!account && !error && <Waiting />}
    </article>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true" className="grid gap-x-12 gap-y-6 pt-6 full:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="waiting h-96" />
      <div className="waiting h-96" />
    </div>
  );
}
