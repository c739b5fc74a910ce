import type { CoachingCriterion } from "@/lib/api";
import { counted } from "@/lib/criteria";

/** How the points of a criterion came about, for whoever asks. */
export function HowCounted({ criterion }: { readonly criterion: CoachingCriterion }) {
  const told = counted(criterion);
  if (!told) return null;
  return (
    <details className="text-ink-soft text-note">
      <summary className="flex min-h-6 items-center underline decoration-dotted underline-offset-4 max-wide:min-h-11">
        How is this calculated?
      </summary>
      <div className="border-line border-l-2 pl-3">
        <p>{told.sentence}</p>
        {told.scale && <p>{told.scale}</p>}
      </div>
    </details>
  );
}
