import type { Metadata } from "next";
import { RepPage } from "@/components/rep/RepPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Rep" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  return <RepPage id={id} />;
}
