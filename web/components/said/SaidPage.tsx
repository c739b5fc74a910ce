"use client";

import { piece } from "@/components/shared/piece";

const SaidSearch = piece(() => import("./SaidSearch"), <div aria-hidden="true" className="waiting my-3 h-9" />);
SaidSearch.bring(); // on its way while the page starts, but not in its way

/** Who said it, on which call, at which second. */
export function SaidPage() {
  return (
    <>
      <h1 className="pt-6 pb-1 font-semibold text-title">Said on calls</h1>
      <SaidSearch />
    </>
  );
}
