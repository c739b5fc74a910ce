import type { DealInsights } from "@/lib/api";
import { ago, plural } from "@/lib/format";
import { personName } from "@/lib/people";
import { useNow } from "@/lib/useNow";

type Relation = DealInsights["relationship"];

/** Who is in it, who can decide, who went quiet, and how fast each side answers. */
export function Relationship({ relation }: { readonly relation: Relation }) {
  const now = useNow();
  return (
    <ul className="flex flex-col gap-1">
      <li>
        {relation.active} of {plural(relation.people, "person", "people")} of theirs active in 30 days
      </li>
      <li data-none={relation.deciders.length === 0} className="data-[none=true]:text-ink-soft">
        {relation.deciders.length
          ? `Can decide, by title: ${names(relation.deciders)}`
          : "Nobody whose title says that they decide"}
      </li>
      {relation.went_quiet.map((person) => (
        <li key={`${person.email} ${person.name}`}>
          {personName(person.name, person.email)} went quiet
          {person.last_active_at && <span className="text-ink-soft"> {ago(person.last_active_at, now)}</span>}
        </li>
      ))}
      <li className="text-ink-soft">
        {answer("They answer", relation.theirs)}; {answer("we", relation.ours)}
      </li>
    </ul>
  );
}

function names(people: Relation["deciders"]): string {
  return people.map(({ name, email, title }) => [personName(name, email), title].filter(Boolean).join(", ")).join("; ");
}

function answer(who: string, { median_hours, replies }: Relation["ours"]): string {
  if (median_hours === null) return `${who}: no reply seen`;
  const time =
    median_hours < 48
      ? plural(Math.max(1, Math.round(median_hours)), "hour")
      : plural(Math.round(median_hours / 24), "day");
  return `${who} in ${time} (middle of ${plural(replies, "reply", "replies")})`;
}
