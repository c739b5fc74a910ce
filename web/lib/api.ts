import useSWR, { mutate, preload, type SWRConfiguration } from "swr";
import type { components, paths } from "./api.gen";
import { noteSilence } from "./connection";

type Schemas = components["schemas"];
export type Opportunity = Schemas["Opportunity"];
export type OpportunityDetail = Schemas["OpportunityDetail"];
export type Summary = Schemas["Summary"];
export type Facets = Schemas["Facets"];
export type Outcome = Schemas["Outcome"];
export type AccountDetail = Schemas["AccountDetail"];
export type Change = Schemas["Change"];
export type CallItem = Schemas["CallItem"];
export type EmailItem = Schemas["EmailItem"];
export type ChangeItem = Schemas["ChangeItem"];
export type TimelineItem = Schemas["Timeline"]["items"][number];
export type TimelineQuery = Query<"/api/opportunities/{id}/timeline">;
export type Side = Schemas["Side"];
export type Activity = Schemas["Activity"];
export type Turn = Schemas["SpokenTurn"];
export type Contact = Schemas["Contact"];
export type Contacts = Schemas["Contacts"];
export type SearchHits = Schemas["SearchHits"];
export type SaidMatch = Schemas["TranscriptMatch"];
export type StageMove = Schemas["StageMove"];
export type SyncReport = Schemas["SyncReport"];
export type EntityStatus = Schemas["EntityStatus"];
export type Run = Schemas["Run"];
export type DealInsights = Schemas["DealInsights"];
export type DealPromises = Schemas["DealPromises"];
export type CompetitorsOfDeal = Schemas["CompetitorsOfDeal"];
export type AnyEvidence = Schemas["Evidence"] | Schemas["MailEvidence"];
export type Fact = Schemas["Fact"] | Schemas["TurnFact"];
export type SignalName = Schemas["SignalName"];
export type Signal = Schemas["Signal"];
export type Learning = Schemas["Learning"];
export type LearningDimension = Schemas["LearningDimension"];
export type Moment = Schemas["ExemplarMoment"];
export type Agreement = Schemas["Agreement"];
export type RepOverview = Schemas["RepOverview"];
export type RepDetail = Schemas["RepDetail"];
export type RepMeasure = Schemas["RepMeasure"];
export type CallCoaching = Schemas["CallCoaching"];
export type CoachedRep = Schemas["CoachedRep"];
export type CoachingScore = Schemas["CoachingScore"];
export type CoachingCriterion = Schemas["CoachingCriterion"];
export type GongScore = Schemas["GongScore"];
export type CallDetail = Schemas["CallDetail"];
export type CallMetrics = Schemas["CallMetrics"];
export type SideMetrics = Schemas["SideMetrics"];
export type RepBrief = Schemas["RepBrief"];
export type ChangedDeal = Schemas["ChangedDeal"];
export type Forecast = Schemas["Forecast"];
export type ForecastQuery = Query<"/api/forecast">;
export type TeamOverview = Schemas["TeamOverview"];
export type TeamMember = Schemas["TeamMember"];
export type TeamChanges = Schemas["TeamChanges"];
export type ChangeKind = Schemas["ChangeKind"];
export type DealGroup = Schemas["DealGroup"];
export type GroupQuery = Query<"/api/breakdown">;
export type ListQuery = Query<"/api/opportunities">;
export type FacetQuery = Query<"/api/facets">;
export type SortName = NonNullable<ListQuery["sort"]>;

/** Anything that is not an answer: the API's own error shape, or a network that did not get there. */
type ApiError = Schemas["ErrorBody"];

/** What can be read, what it is asked with, and what it answers: as docs/openapi.json says. */
export type Path = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
type Get<P extends Path> = paths[P]["get"];
export type Answer<P extends Path> =
  Get<P> extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;
type Parameters_<P extends Path> = Get<P> extends { parameters: infer A } ? A : never;
type Query<P extends Path> = Parameters_<P> extends { query?: infer Q } ? NonNullable<Q> : never;
type PathValues<P extends Path> = Parameters_<P> extends { path: infer V extends object } ? V : undefined;

/** A request: the path, the values in it, and the query. Arrays are repeated; null and undefined are left out. */
export type Request<P extends Path> = readonly [path: P, values?: PathValues<P>, query?: Query<P>];

/** The answer to a request, kept and shared by everyone who asks the same. `null` asks nothing. */
export function useApi<P extends Path>(request: Request<P> | null, options?: SWRConfiguration) {
  return useSWR<Answer<P>, unknown>(request && address(request), read, options);
}

/** Asks ahead for what a part of the page will want that is not there yet, so that it begins with the answer. */
export function askAhead<P extends Path>(...request: Request<P>): void {
  const url = address(request);
  preload(url, read).then(
    (answer) => mutate(url, answer, { revalidate: false }),
    () => undefined, // whoever wants it will be told
  );
}

/** The URL of a request. */
export function address<P extends Path>([path, values, query]: Request<P>): string {
  const given = values as Readonly<Record<string, string>> | undefined;
  const inner = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(given?.[name] ?? ""));
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) if (one !== null && one !== undefined) params.append(name, String(one));
  }
  return params.size ? `${inner}?${params}` : inner;
}

/** Reads an answer; throws what `explain` can tell. */
export async function read(url: string) {
  const response = await fetch(url).catch((error: unknown) => {
    noteSilence();
    throw error;
  });
  const body = await response.json();
  if (!response.ok) throw body;
  return body;
}

/** What to tell the reader: a sentence, and what to do next where the API knows. */
export function explain(error: unknown): { message: string; hint: string; code: string } {
  const body = error as Partial<ApiError> | undefined;
  if (body?.error) {
    return body.error;
  }
  return {
    code: "unreachable",
    message: "The server did not respond.",
    hint: "Check that gametape is running and try again.",
  };
}
