import type { DealInsights } from "@/lib/api";
import { Contest } from "./Contest";
import { Evidence } from "./Evidence";
import { Facts } from "./Facts";

const WORDS = { verified: "confirmed by customer", inferred: "inferred", unknown: "not found yet" };

/** How much is known of what has to be known; each element unfolds to the question and to what answers it. */
export function Methodology({ insights }: { readonly insights: DealInsights }) {
  return (
    <ul className="wide:grid wide:grid-cols-2 wide:gap-x-12">
      {insights.methodology.elements.map((element) => (
        <li key={element.id} className="min-w-0 border-line border-b">
          <details>
            <summary className="flex min-h-9 items-center gap-2 max-wide:min-h-11">
              <Known state={element.state} />
              <span>{element.name}</span>
              <span className="text-ink-soft text-note">{WORDS[element.state]}</span>
            </summary>
            <div className="pb-3 pl-5">
              <p className="text-ink-soft">{element.question}</p>
              <Evidence items={element.evidence ?? []} />
              <Facts items={element.facts ?? []} />
              {element.state !== "unknown" && <Contest insights={insights} item={element} />}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** A full disc is known from them, half a one inferred, a ring not found yet. */
function Known({ state }: { readonly state: keyof typeof WORDS }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className="shrink-0 text-ink-soft">
      <circle
        cx="6"
        cy="6"
        r="4.5"
        fill={state === "verified" ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {state === "inferred" && <path d="M6 1.5a4.5 4.5 0 0 0 0 9Z" fill="currentColor" />}
    </svg>
  );
}
