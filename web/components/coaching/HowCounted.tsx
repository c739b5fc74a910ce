import type { CoachingCriterion } from "@/lib/api";

/** How the points of a criterion came about, for whoever asks. */
export function HowCounted({ criterion: { points, formula, basis } }: { readonly criterion: CoachingCriterion }) {
  if (points === null) return null; // the explanation says that there was nothing to judge
  const curve = basis?.curve.map((step) => `${step.shown} gives ${step.points}`).join(", ");
  return (
    <details className="text-ink-soft text-note">
      <summary className="flex min-h-6 items-center underline decoration-dotted underline-offset-4 max-wide:min-h-11">
        How is this calculated?
      </summary>
      <div className="border-line border-l-2 pl-3">
        <p>{formula}</p>
        {curve && <p>Points: {curve}; in between in proportion.</p>}
      </div>
    </details>
  );
}
