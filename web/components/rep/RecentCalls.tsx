import { PageLink } from "@/components/shared/PageLink";
import { When } from "@/components/shared/When";
import type { RepDetail } from "@/lib/api";
import { SCORED, SCORED_LABELS, scoreText } from "@/lib/scores";

/** Calls that can be opened, each with its scores. */
export function RecentCalls({ calls }: { readonly calls: RepDetail["recent_calls"] }) {
  if (calls.length === 0) return <p className="text-ink-soft">No calls yet.</p>;
  return (
    <ul>
      {calls.map((call) => (
        <li
          key={call.id}
          className="group relative grid gap-x-6 border-line border-t py-2 first:border-t-0 hover:bg-sheet wide:grid-cols-[minmax(0,1fr)_8rem_22rem]"
        >
          <PageLink
            href={`/calls/${call.id}/`}
            className="break-words font-semibold after:absolute after:inset-0 group-hover:text-accent"
          >
            {call.title ?? "Untitled call"}
          </PageLink>
          <span className="text-ink-soft text-note leading-6">
            <When at={call.started_at} />
          </span>
          <span className="text-note leading-6 tabular-nums">
            {SCORED.filter((name) => name in call.scores).map((name, index) => (
              <span key={name}>
                {index > 0 && <span className="text-ink-soft"> · </span>}
                <span className="text-ink-soft">{SCORED_LABELS[name]} </span>
                {scoreText(call.scores[name])}
              </span>
            ))}
            {Object.keys(call.scores).length === 0 && <span className="text-ink-soft">no score</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
