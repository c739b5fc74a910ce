import type { CoachingScore } from "./api";

/** What a score's explanation says that its criteria below do not say again; empty where that is nothing. */
export function unrepeated({ explanation, criteria }: Pick<CoachingScore, "explanation" | "criteria">): string {
  const rest = criteria.reduce((text, one) => text.replace(one.explanation, ""), explanation ?? "").trim();
  return /^[^.]*:?$/.test(rest) ? "" : (explanation ?? "");
}
