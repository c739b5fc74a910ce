import type { Metadata } from "next";
import { Suspense } from "react";
import { DealsPage } from "@/components/deals/DealsPage";
import { DealsSkeleton } from "@/components/deals/DealsSkeleton";

export const metadata: Metadata = { title: "Deals" };

export default function OpportunitiesPage() {
  return (
    <Suspense fallback={<DealsSkeleton />}>
      <DealsPage />
    </Suspense>
  );
}
