import type { DealInsights } from "@/lib/api";

type DealObjection = DealInsights["objections"][number];

import { day, humanized } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { Contest } from "./Contest";
import { Evidence } from "./Evidence";

/** What the customer objected to, and whether that was answered; what was said for it unfolds. */
export function Objections({ insights }: { readonly insights: DealInsights }) {
  const now = useNow();
  return (
    <>
      {insights.objections.length === 0 && <p className="text-ink-soft">No objections heard</p>}
      <ul>
        {insights.objections.map((objection) => (
          <li key={objection.id} className="border-line border-t first:border-t-0">
            <details open={objection.state === "open"}>
              <summary className="flex min-h-9 items-center gap-2 max-wide:min-h-11">
                <State isOpen={objection.state !== "resolved"} />
                <span>{objection.kind ? humanized(objection.kind) : "Objection"}</span>
                <span
                  data-open={objection.state === "open" && !objection.contested && !insights.review}
                  className="text-ink-soft text-note data-[open=true]:text-attention"
                >
                  {outcome(objection, now)}
                </span>
              </summary>
              <div className="pb-3 pl-5">
                <Evidence items={objection.evidence} />
                <Contest insights={insights} item={objection} />
              </div>
            </details>
          </li>
        ))}
      </ul>
      {insights.limitations.map((sentence) => (
        <p key={sentence} className="pt-1 text-ink-soft text-note">
          {sentence}
        </p>
      ))}
    </>
  );
}

function outcome({ state, raised_at, resolved_at }: DealObjection, now: Date): string {
  if (state === "not_covered") return "outcome not covered in this language";
  if (state === "open") return `open${raised_at ? ` since ${day(raised_at, now)}` : ""}`;
  return `resolved${resolved_at ? ` ${day(resolved_at, now)}` : ""}`;
}

/** A ring is open or not known, a full disc is done. */
function State({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className="shrink-0 text-ink-soft">
      <circle cx="6" cy="6" r="4.5" fill={isOpen ? "none" : "currentColor"} stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
