import { anchorTo, anchorToTurn } from "@/lib/anchor";
import type { Fact } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

const WORDS: Record<Fact["type"], string> = { call: "call", email: "email", change: "change" };
const MOST = 4;

/** What in the timeline a statement follows from, as links to it. */
export function Facts({ items }: { readonly items: readonly Fact[] }) {
  const now = useNow();
  if (items.length === 0) return null;
  return (
    <span className="text-ink-soft text-note">
      {items.slice(0, MOST).map((fact, index) => (
        <span key={`${fact.type} ${fact.id} ${"turn" in fact ? fact.turn : ""}`}>
          {index > 0 && " · "}
          <a
            href={
              "turn" in fact && fact.turn !== undefined
                ? anchorToTurn(fact.id, fact.turn)
                : anchorTo(fact.type, fact.id)
            }
            className="-my-1 inline-block py-1 text-accent underline underline-offset-4"
          >
            {WORDS[fact.type]}
            {fact.at && ` on ${day(fact.at, now)}`}
          </a>
        </span>
      ))}
      {items.length > MOST && ` and ${items.length - MOST} more`}
    </span>
  );
}
