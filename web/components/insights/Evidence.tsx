import { Quoted } from "@/components/shared/Quoted";
import type { AnyEvidence } from "@/lib/api";
import { personName } from "@/lib/people";

/** Quotes that a statement rests on, each a link to the place where it stands. */
export function Evidence({
  items,
  deal,
}: {
  readonly items: readonly AnyEvidence[];
  /** The deal's page, where the links lead to another one. */
  readonly deal?: string | undefined;
}) {
  if (items.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2 pt-1">
      {items.map((one) => (
        <li key={one.kind === "call" ? `${one.call_id} ${one.turn} ${one.at_ms}` : one.email_id}>
          {one.kind === "call" ? (
            <Quoted
              quote={one.quote}
              side={one.side}
              speaker={one.speaker}
              place={{ call: one.call_id, ms: one.at_ms }}
              deal={deal}
            />
          ) : (
            <Quoted
              quote={one.quote}
              side={one.side}
              speaker={personName(null, one.speaker)}
              place={{ email: one.email_id }}
              deal={deal}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
