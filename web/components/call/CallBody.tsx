"use client";

import { PageLink } from "@/components/shared/PageLink";
import { Problem } from "@/components/shared/Problem";
import type { Anchor } from "@/lib/anchor";
import { type CallItem, useApi } from "@/lib/api";
import { scoresInBrief } from "@/lib/scores";
import { useCoaching } from "@/lib/useCoaching";
import { NoWords } from "./NoWords";
import { OpenInGong } from "./OpenInGong";
import { Transcript } from "./Transcript";

/** What was said on a call; it is asked for when the call is unfolded. */
export default function CallBody({ call, visit }: { readonly call: CallItem; readonly visit: Anchor | null }) {
  const { data, error, mutate } = useApi(
    call.has_transcript ? ["/api/calls/{id}/transcript", { id: call.id }] : null,
    { revalidateOnFocus: false }, // words that were said stay as they are
  );
  const { coaching, marks } = useCoaching(call.id);
  if (error && !data) return <Problem error={error} retry={() => void mutate()} />;
  if (call.has_transcript && !data) return <div aria-hidden="true" className="waiting h-64" />;
  if (!data || data.dropped || data.turns.length === 0) {
    return (
      <>
        <NoWords call={call} dropped={data?.dropped ?? false} />
        <OpenInGong url={call.url} seconds={null} />
      </>
    );
  }
  return (
    <>
      <p className="pb-2 text-ink-soft text-note">
        {coaching.data && scoresInBrief(coaching.data)}{" "}
        <PageLink href={`/calls/${call.id}/`} className="text-accent underline underline-offset-4">
          Scores and metrics for this call
        </PageLink>
      </p>
      <Transcript call={call} turns={data.turns} visit={visit} marks={marks} />
    </>
  );
}
