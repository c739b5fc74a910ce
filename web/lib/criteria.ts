import type { CoachingCriterion, CoachingScore } from "./api";
import { humanized } from "./format";
import { numbers } from "./formatters";

/* What a score is made of, for people. The scorer's formula tells it in its own names: "talk_ratio = 0.49: 27.9 of 30
   points (0.2 gives 15, 0.38 gives 30)". */

const FORMULA = /^(\w+) = (-?[\d.]+): ([\d.]+) of ([\d.]+) points \((.+)\)$/;
const MEASURED = /^(\w+): (-?[\d.]+), measured$/;
const NOTHING = /^(\w+: not on this call|not judged)$/; // its explanation says so

/** What a measure is called, where its name does not say it, and what it is counted in. */
const MEASURES: Readonly<Record<string, readonly [label: string, unit: "share" | "s" | "yes" | ""]>> = {
  follow_ups: ["Long answers followed by a question", "share"],
  customer_story_seconds: ["The customer's longest story", "s"],
  topics: ["Deal-deciding topics covered", ""],
  objections_settled: ["Objections settled on the call", "share"],
  objections_asked_back: ["Objections followed up with a question", "share"],
  objection_answer_seconds: ["An answer to an objection", "s"],
  answered_at_once: ["Questions answered directly", "share"],
  figures_per_1000_words: ["Sentences with a number per 1,000 words", ""],
  examples_per_1000_words: ["Examples per 1,000 words", ""],
  talk_ratio: ["Talk ratio", "share"],
  longest_turn_seconds: ["Longest monologue", "s"],
  patience_seconds: ["Pause before answering", "s"],
  interactivity_per_hour: ["Turn-taking per hour", ""],
  next_step: ["Next step agreed at the end", "yes"],
};

/** How the points came about, and the scale they follow where there is one; null where there is nothing to tell. */
export function counted({ formula }: Pick<CoachingCriterion, "formula">, locale?: string) {
  if (NOTHING.test(formula)) return null;
  const found = FORMULA.exec(formula);
  if (found) {
    const [, name = "", value = "", points, max, curve = ""] = found;
    const steps = curve.replace(/(-?[\d.]+) gives/g, (_, at: string) => `${withUnit(name, at, locale)} gives`);
    return {
      sentence: `${labelOf(name)}: ${withUnit(name, value, locale)}. That is ${points} of ${max} points.`,
      scale: `Points: ${steps}; in between in proportion.`,
    };
  }
  const measured = MEASURED.exec(formula);
  const [, name = "", value = ""] = measured ?? [];
  const sentence = measured
    ? `${labelOf(name)}: ${withUnit(name, value, locale)}, measured.`
    : `${formula.charAt(0).toUpperCase()}${formula.slice(1)}.`;
  return { sentence, scale: null };
}

/** What a score's explanation says that its criteria below do not say again; empty where that is nothing. */
export function unrepeated({ explanation, criteria }: Pick<CoachingScore, "explanation" | "criteria">): string {
  const rest = criteria.reduce((text, one) => text.replace(one.explanation, ""), explanation ?? "").trim();
  return /^[^.]*:?$/.test(rest) ? "" : (explanation ?? "");
}

function labelOf(name: string): string {
  return MEASURES[name]?.[0] ?? humanized(name);
}

function withUnit(name: string, text: string, locale?: string): string {
  const unit = MEASURES[name]?.[1] ?? "";
  const value = Number(text);
  if (unit === "share") return `${Math.round(100 * value)}%`;
  if (unit === "yes") return value > 0 ? "yes" : "no";
  const shown = numbers(locale, { maximumFractionDigits: 1 }).format(value);
  return unit ? `${shown} ${unit}` : shown;
}
