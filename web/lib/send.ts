import createClient from "openapi-fetch";
import type { paths } from "./api.gen";
import { noteSilence } from "./connection";

/* What changes something. Only pieces with a form or a button to press bring this file: see decision 0210. */

/** The API's routes that write, with their parameters, bodies and answers as docs/openapi.json says. */
export const { POST } = createClient<paths>({ headers: { "Content-Type": "application/json" } });

/** The answer of a request; throws what `explain` can tell. */
export async function answerOf<D>(request: Promise<{ data?: D; error?: unknown }>): Promise<D> {
  const { data, error } = await request.catch((failure: unknown) => {
    noteSilence();
    throw failure;
  });
  if (data === undefined) throw error;
  return data;
}
