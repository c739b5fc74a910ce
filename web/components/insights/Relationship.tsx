import type { DealInsights } from "@/lib/api";
import { ago, count, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { useNow } from "@/lib/useNow";

type Relation = DealInsights["relationship"];

/** Contacts, likely decision makers, who went quiet, and how fast each side replies. */
export function Relationship({ relation }: { readonly relation: Relation }) {
  const now = useNow();
  return (
    <ul className="flex flex-col gap-1">
      <li>
        {relation.active} of {plural(relation.people, "customer contact")} active in the last{" "}
        {plural(relation.active_days, "day")}
      </li>
      <li data-none={relation.deciders.length === 0} className="data-[none=true]:text-ink-soft">
        {relation.deciders.length
          ? `Likely decision maker: ${names(relation.deciders)}`
          : "No decision maker found by title"}
      </li>
      {relation.went_quiet.map((person) => (
        <li key={`${person.email} ${person.name}`}>
          {personName(person.name, person.email)}
          <span className="text-ink-soft">
            {person.last_active_at ? ` last heard ${ago(person.last_active_at, now)}` : " never heard"}
          </span>
        </li>
      ))}
      {replies(relation) && <li className="text-ink-soft">{replies(relation)}</li>}
    </ul>
  );
}

function names(people: Relation["deciders"]): string {
  return people.map(({ name, email, title }) => [personName(name, email), title].filter(Boolean).join(", ")).join("; ");
}

/** How fast each side replies; a side without replies is left out. */
function replies({ theirs, ours }: Relation): string {
  return [pace("Customer replies", theirs), pace("Our team replies", ours)].filter(Boolean).join(" · ");
}

function pace(who: string, { median_hours, replies }: Relation["ours"]): string {
  if (median_hours === null) return "";
  const time =
    median_hours < 48 ? `${Math.max(1, Math.round(median_hours))} h` : plural(Math.round(median_hours / 24), "day");
  return `${who} in about ${time} (median of ${count(replies)})`;
}
