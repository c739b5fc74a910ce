"use client";

import { NoWords } from "@/components/call/NoWords";
import { OpenInGong } from "@/components/call/OpenInGong";
import { Removed } from "@/components/call/Removed";
import { Transcript } from "@/components/call/Transcript";
import { Problem } from "@/components/shared/Problem";
import type { CallDetail } from "@/lib/api";
import { useAnchor } from "@/lib/useAnchor";
import { useCall } from "@/lib/useCall";
import { Coaching } from "./Coaching";
import { Numbers } from "./Numbers";

/** The words of a call, and beside them what they came to. */
export default function CallStory({ call }: { readonly call: CallDetail }) {
  const { transcript, coaching, metrics, marks, restoring } = useCall(call);
  const { data, error, mutate } = transcript;
  const anchor = useAnchor();
  const nothing = !call.has_transcript || data?.dropped || data?.turns.length === 0;
  return (
    <div className="grid gap-x-12 gap-y-8 pt-6 full:grid-cols-[minmax(0,1fr)_27rem]">
      <section
        aria-labelledby="words"
        id={`call-${call.id}`}
        className="min-w-0 scroll-mt-4 full:sticky full:top-4 full:self-start"
      >
        <h2 id="words" className="pb-2 font-semibold text-lead">
          Transcript
        </h2>
        {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
        {!nothing && !data && !error && <div aria-hidden="true" className="waiting h-[32rem]" />}
        {nothing && (
          <>
            {data?.dropped ? <Removed part="transcript" restoring={restoring} /> : <NoWords call={call} />}
            <OpenInGong url={call.url} seconds={null} />
          </>
        )}
        {data && !nothing && (
          <Transcript
            call={call}
            turns={data.turns}
            visit={anchor?.id === call.id ? anchor : null}
            marks={marks}
            tall
          />
        )}
      </section>
      <div className="flex min-w-0 flex-col gap-8">
        <section aria-labelledby="scores">
          <h2 id="scores" className="pb-1 font-semibold text-lead">
            Scores
          </h2>
          {coaching.error && !coaching.data ? (
            <Problem error={coaching.error} retry={() => void coaching.mutate()} />
          ) : null}
          {!coaching.data && !coaching.error && <div aria-hidden="true" className="waiting h-64" />}
          {coaching.data && (
            <Coaching coaching={coaching.data} renew={(again) => void coaching.mutate(again, { revalidate: false })} />
          )}
          {coaching.data?.restore && !data?.dropped && <Removed part="scores" restoring={restoring} />}
        </section>
        {metrics && <Numbers metrics={metrics} />}
      </div>
    </div>
  );
}
