"use client";

import { useEffect, useState } from "react";
import { Crumbs } from "@/components/shared/Crumbs";
import { listAddress } from "@/lib/listAddress";

/** The way back to the list as it was, and to the account. */
export function DealCrumbs({
  name,
  account = null,
}: {
  readonly name: string;
  readonly account?: { readonly id: string; readonly name: string } | null;
}) {
  const [list, setList] = useState("/opportunities/");
  useEffect(() => setList(listAddress()), []);
  const ofAccount = account && {
    href: `/accounts/${account.id}/`,
    label: account.name,
  };
  return <Crumbs up={[{ href: list, label: "Deals" }, ...(ofAccount ? [ofAccount] : [])]} name={name} />;
}
