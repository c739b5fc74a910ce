import { Hint } from "@/components/shared/Hint";
import { When } from "@/components/shared/When";
import type { Contact } from "@/lib/api";
import { plural } from "@/lib/format";
import { personName } from "@/lib/people";

/** A person, what they do, how much they took part, and when last. A mail to a customer does not make them heard. */
export function PersonLine({ person }: { readonly person: Contact }) {
  const did = [
    person.calls > 0 && plural(person.calls, "call"),
    person.emails > 0 && plural(person.emails, "email"),
    person.talk_minutes !== null && person.talk_minutes >= 1 && `spoke ${Math.round(person.talk_minutes)} min`,
  ].filter(Boolean);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 py-1">
      <span dir="auto" className="min-w-0 break-words">
        <Hint text={person.email}>{personName(person.name, person.email)}</Hint>
        {(person.title ?? person.role) && (
          <span className="text-ink-soft text-note"> {person.title ?? person.role}</span>
        )}
        <span className="block text-ink-soft text-note">{did.join(" · ")}</span>
      </span>
      <span className="text-ink-soft text-note leading-6">
        {person.side === "theirs" ? <Heard at={person.last_active_at} /> : <When at={person.last_touch_at} />}
      </span>
    </li>
  );
}

function Heard({ at }: { readonly at: string | null }) {
  if (!at) return "never on a call or email";
  return (
    <>
      last heard <When at={at} />
    </>
  );
}
