import type { Metadata } from "next";
import { Suspense } from "react";
import { SaidPage } from "@/components/said/SaidPage";

export const metadata: Metadata = { title: "Said on calls" };

export default function Page() {
  return (
    <Suspense>
      <SaidPage />
    </Suspense>
  );
}
