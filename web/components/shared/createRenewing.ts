import { createContext } from "react";

/** Makes a context whose value puts the answer to a review, or to a new reading, in the place of the one shown. */
export function createRenewing<Answer>() {
  return createContext<(again: Answer) => void>(() => undefined);
}
