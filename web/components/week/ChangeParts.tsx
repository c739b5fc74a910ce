import { ChangeText } from "@/components/shared/ChangeText";
import { PageLink } from "@/components/shared/PageLink";
import { anchorTo } from "@/lib/anchor";
import type { ChangedDeal } from "@/lib/api";
import { day, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { useNow } from "@/lib/useNow";

/** What changed on a deal in a period, each change with the way to where it shows. */
export function ChangeParts({ deal }: { readonly deal: ChangedDeal }) {
  const now = useNow();
  const { fields, new_people, quiet_since, last_activity_at, calls, emails, outcome, kinds } = deal;
  const href = `/opportunities/${deal.id}/`;
  const ended = kinds.includes("won") || kinds.includes("lost");
  return (
    <ul className="flex flex-col">
      {ended && (
        <li>
          <PageLink href={href} className={`hover:underline ${outcome === "won" ? "text-won" : "text-lost"}`}>
            {outcome === "won" ? "Won" : "Lost"}
          </PageLink>
        </li>
      )}
      {kinds.includes("opened") && <li>New deal</li>}
      {fields
        .filter(({ field }) => !(ended && field === "stage"))
        .map((move) => (
          <li key={move.field}>
            <PageLink href={href} className="hover:underline">
              <ChangeText change={move} currency={deal.currency} />
            </PageLink>
          </li>
        ))}
      {quiet_since && (
        <li className="text-attention">
          Newly quiet: {last_activity_at ? `nothing since ${day(last_activity_at, now)}` : "no call or email yet"}
        </li>
      )}
      {new_people.length > 0 && (
        <li>
          <span className="text-ink-soft">New </span>
          {new_people.map((one, place) => (
            <span key={one.email}>
              {place > 0 && ", "}
              <PageLink href={`${href}${placeOf(one)}`} className="text-accent underline underline-offset-4">
                {personName(one.name, one.email)}
              </PageLink>
              {one.title && ` (${one.title})`}
            </span>
          ))}
        </li>
      )}
      {calls + emails > 0 && (
        <li className="text-ink-soft">
          {[calls > 0 && plural(calls, "call"), emails > 0 && plural(emails, "email")].filter(Boolean).join(", ")}
        </li>
      )}
    </ul>
  );
}

/** The call or email in which somebody was first met. */
function placeOf({ call_id, email_id }: ChangedDeal["new_people"][number]): string {
  if (call_id) return anchorTo("call", call_id);
  return email_id ? anchorTo("email", email_id) : "";
}
