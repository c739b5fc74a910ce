import type { SearchHits } from "./api";
import { day } from "./format";
import { personName } from "./people";

/** Something found, and the page that shows it. */
export interface Hit {
  readonly kind: "Deals" | "People" | "Calls";
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
