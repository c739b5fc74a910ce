import { PageLink } from "@/components/shared/PageLink";
import { Told } from "@/components/shared/Told";
import type { CallCoaching, CoachedRep } from "@/lib/api";
import { SCORERS } from "@/lib/scores";
import { Evidence } from "../insights/Evidence";
import { Flagged } from "../insights/Flagged";
import { GongScores } from "./GongScores";
import { Renewing } from "./Renewing";
import { ScoreLine } from "./ScoreLine";

/** What each of us did on a call, score by score with its reasons; Gong's own beside, never mixed in. */
export function Coaching({
  coaching,
  renew,
}: {
  readonly coaching: CallCoaching;
  readonly renew: (again: CallCoaching) => void;
}) {
  return (
    <Renewing value={renew}>
      {coaching.why_none && (
        <p className="text-ink-soft">
          <Told text={coaching.why_none} />
        </p>
      )}
      {coaching.reps.length > 0 && (
        <p className="pb-2 text-ink-soft text-note">
          Scored as: {coaching.kind.label}. {coaching.kind.how}
        </p>
      )}
      {coaching.reps.map((rep) => (
        <Rep key={rep.email} rep={rep} callId={coaching.call_id} />
      ))}
      <Unscored people={coaching.unscored} />
      <Flagged flags={coaching.flagged} />
      <GongScores scores={coaching.gong} />
    </Renewing>
  );
}

/** Our other people on the call, each with why there is no score. */
function Unscored({ people }: { readonly people: CallCoaching["unscored"] }) {
  if (people.length === 0) return null;
  return (
    <ul aria-label="Not scored" className="pb-6 text-ink-soft text-note">
      {people.map((person) => (
        <li key={person.email ?? person.name}>
          {person.name}: {person.why}
        </li>
      ))}
    </ul>
  );
}

function Rep({ rep, callId }: { readonly rep: CoachedRep; readonly callId: string }) {
  const origins = [...new Set(rep.scores.map(({ origin }) => origin))];
  return (
    <section aria-label={rep.name} className="pb-6">
      <h3 className="font-semibold">
        {rep.id ? (
          <PageLink href={`/reps/${rep.id}/`} className="hover:text-accent hover:underline">
            {rep.name}
          </PageLink>
        ) : (
          rep.name
        )}
        <span className="font-normal text-ink-soft text-note"> judged as {rep.role}</span>
      </h3>
      {rep.primary_action && (
        <div className="my-2 border-accent border-l-2 pl-3">
          <p className="text-ink-soft text-note">Next time</p>
          <p>{rep.primary_action.sentence}</p>
          <p className="text-ink-soft text-note">{rep.primary_action.because}</p>
          <Evidence items={rep.primary_action.evidence} />
        </div>
      )}
      {origins.map((origin) => (
        <div key={origin}>
          <p className="pt-2 text-ink-soft text-note">Scored {SCORERS[origin] ?? origin}, 0 to 100</p>
          <ul>
            {rep.scores
              .filter((score) => score.origin === origin)
              .map((score) => (
                <ScoreLine key={score.id} score={score} callId={callId} />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
