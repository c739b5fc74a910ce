import { Problem } from "@/components/shared/Problem";
import type { Contact, Contacts } from "@/lib/api";
import { plural } from "@/lib/format";
import { PersonLine } from "./PersonLine";

/** Who takes part, by side, and who was last heard. */
export function People({
  contacts,
  isOpen,
  error,
  retry,
}: {
  readonly contacts: Contacts | undefined;
  /** Whether the deal is: nobody need be active on one that is over. */
  readonly isOpen: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}) {
  return (
    <section aria-labelledby="people">
      <h2 id="people" className="pb-1 font-semibold text-lead">
        People
      </h2>
      {!contacts &&
        (error ? <Problem error={error} retry={retry} /> : <div aria-hidden="true" className="waiting h-40" />)}
      {contacts && <Told contacts={contacts} isOpen={isOpen} />}
    </section>
  );
}

function Told({ contacts, isOpen }: { readonly contacts: Contacts; readonly isOpen: boolean }) {
  const { people, total, unnamed, active_contacts, active_days, single_threaded } = contacts;
  const theirs = people.filter(({ side }) => side === "theirs");
  const ours = people.filter(({ side }) => side === "ours");
  const others = people.filter(({ side }) => side === "unknown");
  if (people.length === 0) return <p className="text-ink-soft">No calls or emails yet.</p>;
  return (
    <>
      {isOpen && (
        <p data-thin={active_contacts < 2} className="pb-2 text-note data-[thin=true]:text-attention">
          {single_threaded
            ? `1 customer contact active in the last ${plural(active_days, "day")}`
            : `${active_contacts === 0 ? "No" : active_contacts} customer contacts active in the last ${plural(active_days, "day")}`}
        </p>
      )}
      <Group title="Customer" people={theirs} className="text-theirs" />
      <Group title="Our team" people={ours} className="text-ours" />
      <Group title="Unknown side" people={others} className="text-ink-soft" />
      {total > people.length && (
        <p className="pt-2 text-ink-soft text-note">
          The {people.length} most recently active of {total} people.
        </p>
      )}
      {unnamed > 0 && (
        <p className="pt-2 text-ink-soft text-note">{plural(unnamed, "time")} somebody without a name was on a call.</p>
      )}
    </>
  );
}

const FIRST = 6;

function Group({
  title,
  people,
  className,
}: {
  readonly title: string;
  readonly people: readonly Contact[];
  readonly className: string;
}) {
  if (people.length === 0) return null;
  const [shown, folded] = [people.slice(0, FIRST), people.slice(FIRST)];
  return (
    <>
      <h3 className={`border-line border-t pt-2 text-note ${className}`}>{title}</h3>
      <ul className="pb-2">
        {shown.map((person) => (
          <PersonLine key={`${person.email} ${person.name}`} person={person} />
        ))}
      </ul>
      {folded.length > 0 && (
        <details className="pb-2">
          <summary className="py-1 text-accent text-note">
            {plural(folded.length, "more person", "more people")}
          </summary>
          <ul>
            {folded.map((person) => (
              <PersonLine key={`${person.email} ${person.name}`} person={person} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
