import type { Metadata } from "next";
import { Suspense } from "react";
import { BriefPage } from "@/components/brief/BriefPage";
import { BriefSkeleton } from "@/components/brief/BriefSkeleton";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "1:1 brief" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return (
    <Suspense fallback={<BriefSkeleton />}>
      <BriefPage id={id} />
    </Suspense>
  );
}
