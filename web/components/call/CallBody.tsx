"use client";

import { PageLink } from "@/components/shared/PageLink";
import { Problem } from "@/components/shared/Problem";
import { SOURCES } from "@/components/timeline/TalkSplit";
import type { Anchor } from "@/lib/anchor";
import type { CallItem } from "@/lib/api";
import { attendance, personName } from "@/lib/people";
import { scoresInBrief } from "@/lib/scores";
import { useCall } from "@/lib/useCall";
import { NoWords } from "./NoWords";
import { OpenInGong } from "./OpenInGong";
import { Removed } from "./Removed";
import { Transcript } from "./Transcript";

/** What was said on a call; it is asked for when the call is unfolded. */
export default function CallBody({ call, visit }: { readonly call: CallItem; readonly visit: Anchor | null }) {
  const { transcript, coaching, marks, restoring } = useCall(call);
  const { data, error, mutate } = transcript;
  if (error && !data) return <Problem error={error} retry={() => void mutate()} />;
  if (call.has_transcript && !data) return <div aria-hidden="true" className="waiting h-64" />;
  if (!data || data.dropped || data.turns.length === 0) {
    return (
      <>
        {data?.dropped ? <Removed part="transcript" restoring={restoring} /> : <NoWords call={call} />}
        <OpenInGong url={call.url} seconds={null} />
      </>
    );
  }
  return (
    <>
      <p className="pb-2 text-ink-soft text-note">
        {withWhom(call)} {coaching.data && scoresInBrief(coaching.data)}{" "}
        <PageLink href={`/calls/${call.id}/`} className="text-accent underline underline-offset-4">
          Scores and metrics for this call
        </PageLink>
      </p>
      <Transcript call={call} turns={data.turns} visit={visit} marks={marks} />
    </>
  );
}

/** Who was on the call, by full names, and how talk time was measured: what its line only hints at. */
function withWhom({ participants, talk_share_source: source }: CallItem): string {
  const names = participants.map((one) => personName(one.name, one.email) + attendance(one)).join(", ");
  return [names && `With ${names}.`, source && `Talk time ${SOURCES[source]}.`].filter(Boolean).join(" ");
}
