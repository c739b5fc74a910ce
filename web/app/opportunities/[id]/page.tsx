import type { Metadata } from "next";
import { DealPage } from "@/components/deal/DealPage";
import { askInPage } from "@/lib/askInPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Deal" };
export const generateStaticParams = () => shellParams("id");

export default async function OpportunityPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  const deal = `/api/opportunities/${id}`;
  askInPage(deal, `${deal}/timeline`, `${deal}/activity`, `${deal}/people`);
  return <DealPage id={id} />;
}
