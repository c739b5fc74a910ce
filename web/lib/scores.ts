import type { CallCoaching } from "./api";

/** The four things that are scored, in the order in which they are shown. */
export const SCORED = ["discovery", "engagement", "objection_handling", "product_knowledge"] as const;

export const SCORED_LABELS: Readonly<Record<string, string>> = {
  discovery: "Discovery",
  engagement: "Engagement",
  objection_handling: "Objections",
  product_knowledge: "Product",
};

/** A score as it is shown, 0 to 100; a dash where there was nothing to judge. */
export function scoreText(score: number | null | undefined): string {
  return score === null || score === undefined ? "–" : String(Math.round(score));
}

/** Who gave a score. */
export const SCORERS: Readonly<Record<string, string>> = {
  local: "rule-based",
  claude: "by AI",
  human: "by people",
  gong: "in Gong",
};

/** The scores of a call in a line, one scorer's only; empty where nobody was scored. */
export function scoresInBrief({ reps }: CallCoaching): string {
  return reps
    .map(({ name, scores }) => {
      const origin = scores[0]?.origin;
      const told = scores
        .filter((score) => score.origin === origin && score.score !== null)
        .map(({ dimension, score }) => `${(SCORED_LABELS[dimension] ?? dimension).toLowerCase()} ${scoreText(score)}`);
      return told.length ? `${name}: ${told.join(", ")}.` : "";
    })
    .filter(Boolean)
    .join(" ");
}
