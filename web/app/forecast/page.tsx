import type { Metadata } from "next";
import { Suspense } from "react";
import { ForecastPage } from "@/components/forecast/ForecastPage";
import { TableSkeleton } from "@/components/week/TableSkeleton";

export const metadata: Metadata = { title: "Forecast" };

export default function Page() {
  return (
    <Suspense fallback={<TableSkeleton title="Forecast" />}>
      <ForecastPage />
    </Suspense>
  );
}
