import { useEffect, useRef, useState } from "react";
import type { Progress } from "./restoring";
import { answerOf, POST } from "./send";

export interface Restoring {
  readonly progress: Progress;
  /** Why it failed; `explain` can tell. */
  readonly problem: unknown;
  readonly retry: () => void;
}

/** Restores a call once, as soon as `isRemoved` says that text or scores are missing; then `renew` asks for them again. */
export function useRestoring(callId: string, isRemoved: boolean, renew: () => Promise<unknown>): Restoring {
  const [progress, setProgress] = useState<Progress>("running");
  const [problem, setProblem] = useState<unknown>();
  const isAsked = useRef(false);

  async function restore() {
    setProgress("running");
    setProblem(undefined);
    try {
      await answerOf(POST("/api/calls/{id}/restore", { params: { path: { id: callId } } }));
      await renew();
      setProgress("done");
    } catch (error) {
      setProblem(error);
      setProgress("failed");
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a call that is opened asks once, a new render must not
  useEffect(() => {
    if (!isRemoved || isAsked.current) return;
    isAsked.current = true;
    void restore();
  }, [isRemoved]);
  return { progress, problem, retry: () => void restore() };
}
