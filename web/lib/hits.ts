import type { SaidMatch, SearchHits } from "./api";
import { clock } from "./clock";
import { day } from "./format";
import { personName } from "./people";
import { saidParams } from "./said";

/** Something found, and the page that shows it. */
export interface Hit {
  readonly kind: "Deals" | "People" | "Calls" | "Said on calls";
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly href: string;
}

/** What was found, in the order it is shown. What leads to no page is left out. */
export function listHits(hits: SearchHits, now: Date): Hit[] {
  return [
    ...hits.opportunities.map(
      (deal): Hit => ({
        kind: "Deals",
        key: deal.id,
        title: deal.name,
        note: [deal.account_name, deal.stage].filter(Boolean).join(" · "),
        href: `/opportunities/${deal.id}/`,
      }),
    ),
    ...hits.people.flatMap((person): Hit[] => {
      const where = person.is_internal
        ? { note: "ours", href: `/reps/${person.id}/` }
        : person.opportunity && { note: person.opportunity.name, href: `/opportunities/${person.opportunity.id}/` };
      if (!where) return [];
      const note = [person.title, where.note].filter(Boolean).join(" · ");
      return [{ kind: "People", key: person.id, title: personName(person.name, person.email), note, href: where.href }];
    }),
    ...hits.calls.flatMap((call): Hit[] => {
      const [deal] = call.opportunities;
      if (!deal) return [];
      const note = [call.started_at && day(call.started_at, now), deal.name].filter(Boolean).join(" · ");
      return [
        { kind: "Calls", key: call.id, title: call.title, note, href: `/opportunities/${deal.id}/#call-${call.id}` },
      ];
    }),
  ];
}

/** Quotes with the words, and the way to all of them. */
export function listSaid(quotes: readonly SaidMatch[], q: string, now: Date): Hit[] {
  if (!quotes.length) return [];
  const hits = quotes.map((quote): Hit => {
    const [deal] = quote.opportunities;
    const page = deal ? `/opportunities/${deal.id}/` : `/calls/${quote.call_id}/`;
    const when = quote.started_at && day(quote.started_at, now);
    return {
      kind: "Said on calls",
      key: `${quote.call_id}-${quote.turn}`,
      title: `“${quote.snippet}”`,
      note: [quote.speaker, deal?.name, when, clock(quote.at_ms / 1000)].filter(Boolean).join(" · "),
      href: `${page}#call-${quote.call_id}&t=${Math.floor(quote.at_ms / 1000)}`,
    };
  });
  const all = { kind: "Said on calls", key: "all-said", title: `All quotes with ${q}`, note: "" } as const;
  return [...hits, { ...all, href: `/said/?${saidParams({ q })}` }];
}
