import type { Opportunity } from "@/lib/api";
import { DealRow } from "./DealRow";

/** The rows of a list. They come as a file of their own, while the deals themselves are being asked for. */
export default function DealRows({ items }: { readonly items: readonly Opportunity[] }) {
  return items.map((deal) => <DealRow key={deal.id} deal={deal} />);
}
