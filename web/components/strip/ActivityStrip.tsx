"use client";

import { type KeyboardEvent, useRef } from "react";
import type { Activity, OpportunityDetail } from "@/lib/api";
import { plural } from "@/lib/format";
import { inOrder, scaleOf, silences } from "@/lib/strip";
import { useNow } from "@/lib/useNow";
import { Months } from "./Months";
import { Quiet } from "./Quiet";
import { StageBands } from "./StageBands";
import { StripMark } from "./StripMark";

export const STRIP_HEIGHT = 132;

/** The deal's whole life in one picture: its stages, calls by length, mails by who wrote, and silence. */
export function ActivityStrip({ activity, deal }: { readonly activity: Activity; readonly deal: OpportunityDetail }) {
  const now = useNow();
  const picture = useRef<SVGSVGElement>(null);
  const isOpen = deal.outcome === "open";
  const scale = scaleOf(activity, isOpen, now);
  const marks = inOrder(activity.calls, activity.emails).filter(({ at }) => Date.parse(at) <= now.getTime());
  if (!scale) return null;
  const quiet = silences(
    marks.flatMap((mark) => (mark.type === "call" && mark.is_internal ? [] : [mark.at])),
    isOpen ? now.getTime() : null,
  );

  /** One stop for the tab key; arrows go from mark to mark. */
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    const links = [...(picture.current?.querySelectorAll<SVGAElement>("a") ?? [])];
    const here = links.indexOf(document.activeElement as unknown as SVGAElement);
    if (!step || here < 0) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, here + step))]?.focus();
  }
  return (
    <section aria-labelledby="activity" className="pt-6">
      <div className="flex flex-wrap items-baseline gap-x-4 text-note">
        <h2 id="activity" className="font-semibold text-lead">
          Activity
        </h2>
        <p className="text-ink-soft">
          <span aria-hidden="true">● </span>
          {plural(activity.calls.length, "call")}, larger = longer
          <span aria-hidden="true"> · </span>
          {plural(activity.emails.length, "email")}:{" "}
          <span className="text-ours">
            <span aria-hidden="true">▲</span> ours
          </span>{" "}
          <span className="text-theirs">
            <span aria-hidden="true">▼</span> theirs
          </span>
          {activity.capped && " (latest only)"}
        </p>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture cannot be a fieldset */}
      <svg
        ref={picture}
        width="100%"
        height={STRIP_HEIGHT}
        role="group"
        aria-label="Calls and emails over time. Use arrow keys to move between them"
        onKeyDown={onKeyDown}
        className="mt-2 block overflow-visible"
      >
        <Months scale={scale} isOpen={isOpen} now={now} />
        <StageBands bands={activity.stages} scale={scale} isOpen={isOpen} />
        <Quiet gaps={quiet} scale={scale} deal={deal} />
        {marks.map((mark, index) => (
          <StripMark key={mark.id} mark={mark} scale={scale} isFirst={index === marks.length - 1} />
        ))}
      </svg>
    </section>
  );
}
