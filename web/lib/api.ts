import createClient from "openapi-fetch";
import { createInfiniteHook, createQueryHook } from "swr-openapi";
import type { components, paths } from "./api.gen";

type Schemas = components["schemas"];
export type Opportunity = Schemas["Opportunity"];
export type OpportunityDetail = Schemas["OpportunityDetail"];
export type OpportunityPage = Schemas["OpportunityPage"];
export type Summary = Schemas["Summary"];
export type Facets = Schemas["Facets"];
export type OwnerFacet = Schemas["OwnerFacet"];
export type StageFacet = Schemas["StageFacet"];
export type Outcome = Schemas["Outcome"];
export type Change = Schemas["Change"];
export type StageMove = Schemas["StageMove"];
export type SyncReport = Schemas["SyncReport"];
export type EntityStatus = Schemas["EntityStatus"];
export type Run = Schemas["Run"];
export type ListQuery = NonNullable<paths["/api/opportunities"]["get"]["parameters"]["query"]>;
export type SortName = NonNullable<ListQuery["sort"]>;

/** Anything that is not an answer: the API's own error shape, or a network that did not get there. */
export type ApiError = Schemas["ErrorBody"];

const client = createClient<paths>();

export const useApi = createQueryHook<paths, `${string}/${string}`, "api", Error>(client, "api");
export const useApiPages = createInfiniteHook<paths, `${string}/${string}`, "api", Error>(client, "api");

/** What to tell the reader: a sentence, and what to do next where the API knows. */
export function explain(error: unknown): { message: string; hint: string; code: string } {
  const body = error as Partial<ApiError> | undefined;
  if (body?.error) {
    return body.error;
  }
  return {
    code: "unreachable",
    message: "The server did not answer.",
    hint: "Check that gametape is running, then try again.",
  };
}
