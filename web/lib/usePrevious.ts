import { useEffect, useRef } from "react";

/** The answer; until it comes, the answer before it. Once it is known that none comes, nothing: old rows never stand under
 * what was asked in vain. */
export function usePrevious<T>(answer: T | undefined, error: unknown): T | undefined {
  const previous = useRef(answer);
  useEffect(() => {
    if (answer !== undefined) previous.current = answer;
  }, [answer]);
  return answer ?? (error ? undefined : previous.current);
}
