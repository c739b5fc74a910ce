import type { CoachingScore } from "@/lib/api";
import { moment } from "@/lib/format";
import { scoreText } from "@/lib/scores";

/** All that people said of a score, the latest first. */
export function ScoreReviews({ reviews }: { readonly reviews: CoachingScore["reviews"] }) {
  if (reviews.length === 0) return null;
  return (
    <ul aria-label="Overrides and disputes" className="border-line border-t py-2 text-note">
      {reviews.map((review) => (
        <li key={review.id}>
          {review.author} {review.verdict === "override" && `set it to ${scoreText(review.score)}`}
          {review.verdict === "contest" && `disputed ${review.item?.replaceAll("_", " ")}`}
          {review.verdict === "withdraw" && "withdrew"}
          {review.reason && `: ${review.reason}`}
          <span className="text-ink-soft"> {moment(review.created_at)}</span>
        </li>
      ))}
    </ul>
  );
}
