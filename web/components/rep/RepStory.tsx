"use client";

import { Part } from "@/components/shared/Part";
import { Problem } from "@/components/shared/Problem";
import { type RepDetail, useApi } from "@/lib/api";
import { Agreements } from "./Agreements";
import { LearnFromWinners } from "./LearnFromWinners";
import { RecentCalls } from "./RecentCalls";
import { Trends } from "./Trends";
import { WorkOn } from "./WorkOn";

/** Everything under a rep's name; what to do this week comes first. */
export default function RepStory({ rep }: { readonly rep: RepDetail }) {
  const path = { id: rep.id };
  const calm = { revalidateOnFocus: false };
  const learning = useApi(["/api/reps/{id}/learning", path], calm);
  const agreements = useApi(["/api/reps/{id}/agreements", path], calm);
  const problem =
    learning.error && !learning.data ? <Problem error={learning.error} retry={() => void learning.mutate()} /> : null;
  const waiting = !learning.data && !learning.error && <div aria-hidden="true" className="waiting h-40" />;
  return (
    <>
      <Part title="What to work on this week">
        {problem}
        {waiting}
        {learning.data && <WorkOn learning={learning.data} />}
      </Part>
      <Part title="Coaching goals">
        <Agreements
          rep={rep}
          agreements={agreements.data}
          error={agreements.error}
          again={() => void agreements.mutate()}
          renew={(all) => void agreements.mutate(all, { revalidate: false })}
          dimensions={learning.data?.dimensions ?? []}
        />
      </Part>
      <Part title="Recent customer calls">
        <RecentCalls calls={rep.recent_calls} />
      </Part>
      <Part title="Learn from winners">
        {problem}
        {waiting}
        {learning.data && <LearnFromWinners learning={learning.data} />}
      </Part>
      <Part title="Trends">
        <Trends rep={rep} />
      </Part>
    </>
  );
}
