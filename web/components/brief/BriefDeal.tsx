import type { ReactNode } from "react";
import { CloseDate } from "@/components/shared/CloseDate";
import { Money } from "@/components/shared/Money";
import { PageLink } from "@/components/shared/PageLink";
import { Quoted } from "@/components/shared/Quoted";
import { ChangeParts } from "@/components/week/ChangeParts";
import type { RepBrief } from "@/lib/api";
import { day, plural, weekday } from "@/lib/format";
import { isWarm } from "@/lib/signals";
import { useNow } from "@/lib/useNow";

type One = RepBrief["deals"][number];

/** An open deal as it is talked about in a 1:1: what is wrong, the sentence that matters, and what is owed. */
export function BriefDeal({ one, period }: { readonly one: One; readonly period: RepBrief["period"] }) {
  const now = useNow();
  const { deal, missing, next_step: next, meeting, undelivered, changed } = one;
  const signals = deal.signals?.filter(({ sentence }) => !missing.includes(sentence)) ?? [];
  return (
    <li className="brief-deal grid gap-x-10 gap-y-2 border-line border-t py-4 first:border-t-0 print:py-1.5">
      <div className="min-w-0">
        <h3 className="font-semibold">
          <PageLink href={`/opportunities/${deal.id}/`} className="hover:text-accent hover:underline">
            {deal.account_name ?? "No account"}
          </PageLink>
        </h3>
        <p>{deal.name}</p>
        <p className="flex flex-wrap gap-x-4 text-note">
          <span>{deal.stage ?? "no stage"}</span>
          <span>
            closes <CloseDate deal={deal} />
          </span>
          <Money amount={deal.amount} currency={deal.currency} />
        </p>
        <ul className="flex flex-wrap gap-x-3 pt-1">
          {signals.map((signal) => (
            <li key={signal.name} className={isWarm(signal) ? "text-attention text-note" : "text-ink-soft text-note"}>
              {signal.sentence}
            </li>
          ))}
        </ul>
      </div>
      <Words one={one} />
      <dl className="flex min-w-0 flex-col gap-1 text-note">
        <Line name="Next step">
          {next ? (
            <>
              {next.text}
              {next.days !== null && next.days > 0 && (
                <span className="text-ink-soft"> · {plural(next.days, "day")} old or more</span>
              )}
            </>
          ) : (
            <span className="text-ink-soft">none in the CRM</span>
          )}
        </Line>
        {meeting && (
          <Line name="Meeting">
            {weekday(meeting.starts_at, now)}
            {meeting.title && <span className="text-ink-soft"> · {meeting.title}</span>}
          </Line>
        )}
        {missing.length > 0 && <Line name="Missing">{missing.join("; ")}</Line>}
        {undelivered.map((made) => (
          <Line key={`${made.said_on} ${made.what}`} name="We owe" warm>
            {made.owner}: “{made.evidence[0]?.quote}” <span className="text-ink-soft">{made.sentence}</span>
          </Line>
        ))}
        {changed && (
          <Line name={`Since ${day(period.since, now)}`}>
            <ChangeParts deal={changed} />
          </Line>
        )}
      </dl>
    </li>
  );
}

function Line({
  name,
  warm = false,
  children,
}: {
  readonly name: string;
  readonly warm?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-2">
      <dt className={warm ? "text-attention" : "text-ink-soft"}>{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function Words({ one: { words, deal } }: { readonly one: One }) {
  const now = useNow();
  if (!words)
    return <p className="text-ink-soft text-note">No telling sentence of the customer on the latest calls.</p>;
  const { evidence, said_at, call_title, why } = words;
  const when = said_at ? day(said_at, now) : null;
  return (
    <div className="min-w-0">
      <p className="pb-1 text-ink-soft text-note">{why}</p>
      <Quoted
        quote={evidence.quote}
        side={evidence.side}
        speaker={evidence.speaker}
        place={evidence.kind === "call" ? { call: evidence.call_id, ms: evidence.at_ms } : { email: evidence.email_id }}
        deal={deal.id}
        note={[when, call_title].filter(Boolean).join(", ") || undefined}
      />
    </div>
  );
}
