import type { DealInsights } from "@/lib/api";
import { Evidence } from "./Evidence";
import { Facts } from "./Facts";

/** How a closed deal ended, and what was known before: plain sentences without colors, each with what it rests on. */
export function Review({ review }: { readonly review: NonNullable<DealInsights["review"]> }) {
  return (
    <ul className="flex list-disc flex-col gap-3 pl-5 marker:text-ink-soft">
      {review.sentences.map((told) => (
        <li key={told.sentence} className="pl-1">
          <p>{told.sentence}</p>
          <Evidence items={told.evidence} />
          <Facts items={told.facts} />
        </li>
      ))}
    </ul>
  );
}
