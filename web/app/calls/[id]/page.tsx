import type { Metadata } from "next";
import { CallPage } from "@/components/coaching/CallPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Call" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <CallPage id={id} />;
}
