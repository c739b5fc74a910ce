import type { Metadata } from "next";
import { Suspense } from "react";
import { TeamPage } from "@/components/team/TeamPage";
import { TableSkeleton } from "@/components/week/TableSkeleton";

export const metadata: Metadata = { title: "Team" };

export default function Page() {
  return (
    <Suspense fallback={<TableSkeleton title="Team" />}>
      <TeamPage />
    </Suspense>
  );
}
