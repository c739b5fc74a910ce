import type { Metadata } from "next";
import { AccountPage } from "@/components/account/AccountPage";
import { askInPage } from "@/lib/askInPage";
import { shellParams } from "@/lib/shell";

export const metadata: Metadata = { title: "Account" };
export const generateStaticParams = () => shellParams("id");

export default async function Page({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  askInPage(`/api/accounts/${id}`);
  return <AccountPage id={id} />;
}
