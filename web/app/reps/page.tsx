import type { Metadata } from "next";
import { RepsPage } from "@/components/reps/RepsPage";

export const metadata: Metadata = { title: "Reps" };

export default function Page() {
  return <RepsPage />;
}
