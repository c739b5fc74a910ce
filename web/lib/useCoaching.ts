import { useMemo } from "react";
import { useApi } from "./api";
import { marksOf } from "./marks";

/** The scores of a call, its numbers, and what of both stands beside the turns. Only a scored call has numbers for sure. */
export function useCoaching(callId: string) {
  const calm = { revalidateOnFocus: false };
  const coaching = useApi(["/api/calls/{id}/coaching", { id: callId }], calm);
  const metrics = useApi(
    coaching.data && coaching.data.reps.length > 0 ? ["/api/calls/{id}/metrics", { id: callId }] : null,
    calm,
  );
  const marks = useMemo(() => marksOf(metrics.data, coaching.data), [metrics.data, coaching.data]);
  return { coaching, metrics: metrics.data, marks };
}
