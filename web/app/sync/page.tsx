import type { Metadata } from "next";
import { SyncPage } from "@/components/sync/SyncPage";

export const metadata: Metadata = { title: "Sync" };

export default function Page() {
  return <SyncPage />;
}
