"use client";

import { useEffect, useState } from "react";
import { Crumbs } from "@/components/shared/Crumbs";
import { listAddress } from "@/lib/listAddress";

/** The way back to the list as it was. */
export function DealCrumbs({ name }: { readonly name: string }) {
  const [list, setList] = useState("/opportunities/");
  useEffect(() => setList(listAddress()), []);
  return <Crumbs up={[{ href: list, label: "Deals" }]} name={name} />;
}
