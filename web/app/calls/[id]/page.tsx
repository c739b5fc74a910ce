import type { Metadata } from "next";
import { CallPage } from "@/components/coaching/CallPage";
import { askInPage } from "@/lib/askInPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Call" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  askInPage(`/api/calls/${id}`, `/api/calls/${id}/coaching`);
  return <CallPage id={id} />;
}
