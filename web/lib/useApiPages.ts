import useSWRInfinite, { type SWRInfiniteConfiguration } from "swr/infinite";
import { type Answer, address, type Path, type Request, read } from "./api";

/** Answers that come page by page; `next` makes the request for the page behind the last one. Not in lib/api.ts, so that
 * only pages with long lists bring it. */
export function useApiPages<P extends Path>(
  next: (previous: Answer<P> | null) => Request<P> | null,
  options?: SWRInfiniteConfiguration,
) {
  return useSWRInfinite<Answer<P>, unknown>(
    (_index, previous) => {
      const request = next(previous);
      return request && address(request);
    },
    read,
    options,
  );
}
