import type { Metadata } from "next";
import { RepPage } from "@/components/rep/RepPage";
import { askInPage } from "@/lib/askInPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Rep" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  askInPage(`/api/reps/${id}`, `/api/reps/${id}/learning`, `/api/reps/${id}/agreements`);
  return <RepPage id={id} />;
}
