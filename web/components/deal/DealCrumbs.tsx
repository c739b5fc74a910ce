"use client";

import { useEffect, useState } from "react";
import { Crumbs } from "@/components/shared/Crumbs";
import { listAddress } from "@/lib/listAddress";

/** The way back to the list as it was, and to all deals of the account. */
export function DealCrumbs({ name, account = null }: { readonly name: string; readonly account?: string | null }) {
  const [list, setList] = useState("/opportunities/");
  useEffect(() => setList(listAddress()), []);
  const ofAccount = account && {
    href: `/opportunities/?${new URLSearchParams({ search: account })}`,
    label: account,
  };
  return <Crumbs up={[{ href: list, label: "Deals" }, ...(ofAccount ? [ofAccount] : [])]} name={name} />;
}
