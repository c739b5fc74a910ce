import type { GongScore } from "@/lib/api";
import { personName } from "@/lib/people";
import { scoreText } from "@/lib/scores";

/** What people answered on Gong's own scorecards: shown beside ours, never in one number with them. */
export function GongScores({ scores }: { readonly scores: readonly GongScore[] }) {
  if (scores.length === 0) return null;
  return (
    <section aria-labelledby="gong">
      <h3 id="gong" className="font-semibold">
        Gong scorecards
      </h3>
      <p className="text-ink-soft text-note">Answered in Gong. Not included in the scores above.</p>
      <ul>
        {scores.map((one) => (
          <li key={one.id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-line border-t py-2">
            <span className="min-w-0 break-words">
              {one.question ?? one.scorecard ?? "Scorecard"}
              <span className="block text-ink-soft text-note">
                {[
                  one.rep_email && `on ${personName(null, one.rep_email)}`,
                  one.reviewer_email && `by ${personName(null, one.reviewer_email)}`,
                  one.scorecard,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
              {one.answer && <span className="block text-note">{one.answer}</span>}
            </span>
            <span className="text-right tabular-nums">
              {scoreText(one.score)}
              {one.given && <span className="block text-ink-soft text-note">{one.given} of 5 in Gong</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
