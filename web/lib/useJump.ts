import { useEffect, useState } from "react";
import type { TimelineItem } from "./api";
import { isBy } from "./timeline";

interface Story {
  readonly items: readonly TimelineItem[] | undefined;
  readonly isStale: boolean;
  readonly hasMore: boolean;
}

/** Goes to a day of the story, or to the last item before it: `isReached` tells whether enough of the story is there. */
export function useJump(story: Story): { readonly isReached: boolean; readonly jump: (day: string) => void } {
  const [day, jump] = useState<string | null>(null);
  const isReached = day === null || !story.items || story.items.some((item) => isBy(item, day));
  const isReady = day !== null && !story.isStale && (isReached || !story.hasMore);
  useEffect(() => {
    if (!isReady || day === null) return;
    const days = [...document.querySelectorAll<HTMLElement>("[data-day]")];
    const met = days.find(({ dataset }) => (dataset.day ?? "") <= day) ?? days.at(-1);
    met?.scrollIntoView({ block: "start" });
    met?.focus({ preventScroll: true });
    jump(null);
  }, [day, isReady]);
  return { isReached, jump };
}
