import { When } from "@/components/shared/When";
import type { DealInsights } from "@/lib/api";
import { count, plural } from "@/lib/format";
import { Flagged } from "./Flagged";
import { ReadAgain } from "./ReadAgain";

/** What all this rests on: what was read and what was not, by whom, and how many quotes held. */
export function Receipt({ insights }: { readonly insights: DealInsights }) {
  const { coverage, ledger } = insights;
  return (
    <div className="border-line border-t pt-3 text-ink-soft text-note">
      <p>
        {coverage.sentence} {coverage.missing.map(({ sentence }) => sentence).join(" ")}
      </p>
      <p>
        <span title={why(ledger.reasons)}>
          {plural(ledger.kept, "quote")} held
          {ledger.dropped > 0 && `, ${count(ledger.dropped)} rejected`}
          {ledger.retried > 0 && ` (${count(ledger.retried)} asked for again)`}
        </span>
        {" · "}
        {insights.analyser === "local" ? "judged by rules, without a language model" : `worded by ${insights.model}`}
        {" · read "}
        <When at={insights.made_at} />
      </p>
      <Flagged flags={insights.flagged} />
      <ReadAgain insights={insights} />
    </div>
  );
}

const REASONS: Record<string, string> = {
  other_source: "from another call",
  no_such_turn: "no such turn",
  not_there: "not said there",
  wrong_speaker: "said by somebody else",
  wrong_side: "said by the other side",
  says_nothing: "too short to prove anything",
};

function why(reasons: DealInsights["ledger"]["reasons"]): string | undefined {
  const told = Object.entries(reasons ?? {}).map(([reason, times]) => `${times} ${REASONS[reason] ?? reason}`);
  return told.length ? `Rejected: ${told.join(", ")}` : undefined;
}
