import { useMemo } from "react";
import { useApi } from "./api";
import { marksOf } from "./marks";
import { useRestoring } from "./useRestoring";

const CALM = { revalidateOnFocus: false }; // words that were said stay as they are

/**
 * The transcript of a call, its scores, its metrics, and what of both stands beside the turns. Only a scored call has
 * metrics for sure. Text and scores that were removed to save space are restored as soon as they are asked for here.
 */
export function useCall({ id, has_transcript }: { readonly id: string; readonly has_transcript: boolean }) {
  const transcript = useApi(has_transcript ? ["/api/calls/{id}/transcript", { id }] : null, CALM);
  const coaching = useApi(["/api/calls/{id}/coaching", { id }], CALM);
  const isScored = coaching.data && coaching.data.reps.length > 0 && !coaching.data.restore;
  const metrics = useApi(isScored ? ["/api/calls/{id}/metrics", { id }] : null, CALM);
  const marks = useMemo(() => marksOf(metrics.data, coaching.data), [metrics.data, coaching.data]);
  const isRemoved = Boolean(transcript.data?.dropped || coaching.data?.restore);
  const restoring = useRestoring(id, isRemoved, () => Promise.all([transcript.mutate(), coaching.mutate()]));
  return { transcript, coaching, metrics: metrics.data, marks, restoring };
}
