import { PageLink } from "@/components/shared/PageLink";
import type { RepBrief } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** The open coaching goals and where they stand. */
export function BriefGoals({ brief: { goals, rep } }: { readonly brief: RepBrief }) {
  const now = useNow();
  if (goals.length === 0) {
    return (
      <p className="text-ink-soft">
        No goal yet.{" "}
        <PageLink
          href={`/reps/${rep.id}/#coaching-goals`}
          className="text-accent underline underline-offset-4 print:hidden"
        >
          Set one
        </PageLink>
      </p>
    );
  }
  return (
    <ul className="flex flex-col gap-3">
      {goals.map((goal) => (
        <li key={goal.id}>
          <h3 className="font-semibold first-letter:uppercase">
            {goal.label}: {goal.target_shown}
          </h3>
          <p className="text-ink-soft text-note">agreed {day(goal.agreed_at, now)}</p>
          <p>{goal.sentence}</p>
        </li>
      ))}
    </ul>
  );
}
