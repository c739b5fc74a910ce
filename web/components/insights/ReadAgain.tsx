"use client";

import { useContext, useState } from "react";
import { Problem } from "@/components/shared/Problem";
import type { DealInsights } from "@/lib/api";
import { count, money, plural } from "@/lib/format";
import { answerOf, POST } from "@/lib/send";
import { Renewing } from "./Renewing";

/** Where something changed since: what reading it again would take, and a way to do it. */
export function ReadAgain({ insights }: { readonly insights: DealInsights }) {
  const renew = useContext(Renewing);
  const [state, setState] = useState<"idle" | "reading">("idle");
  const [error, setError] = useState<unknown>();
  const { refresh } = insights;
  if (refresh.is_fresh) return null;

  async function read() {
    setState("reading");
    setError(undefined);
    try {
      renew(
        await answerOf(POST("/api/opportunities/{id}/insights", { params: { path: { id: insights.opportunity_id } } })),
      );
    } catch (problem) {
      setError(problem);
    }
    setState("idle");
  }
  return (
    <>
      <p className="text-ink">
        New since this analysis: {refresh.causes.map((cause) => CAUSES[cause]).join(", ")}. Analyzing again reads{" "}
        {plural(refresh.calls.length, "call")}
        {refresh.words > 0 && ` (${count(refresh.words)} words)`}
        {refresh.dollars === null || refresh.dollars === undefined ? "" : `, at most ${money(refresh.dollars, "USD")}`}.{" "}
        <button
          type="button"
          disabled={state === "reading"}
          onClick={() => void read()}
          className="h-9 text-accent underline underline-offset-4 disabled:text-ink-soft max-wide:h-11"
        >
          {state === "reading" ? "Analyzing" : "Analyze again"}
        </button>
      </p>
      {error ? <Problem error={error} /> : null}
    </>
  );
}

const CAUSES: Record<DealInsights["refresh"]["causes"][number], string> = {
  never_made: "not analyzed before",
  calls: "calls",
  emails: "emails",
  deal: "deal fields",
  signals: "signals",
  methodology: "the methodology",
  analyser: "analysis version",
};
