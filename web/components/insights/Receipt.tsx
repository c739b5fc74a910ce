import { Hint } from "@/components/shared/Hint";
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
        <Hint text={why(ledger.reasons)}>
          {plural(ledger.kept, "verified quote")}
          {ledger.dropped > 0 && `, ${count(ledger.dropped)} rejected`}
          {ledger.retried > 0 && ` (${count(ledger.retried)} asked for again)`}
          {(ledger.claims_dropped ?? 0) > 0 &&
            `, ${plural(ledger.claims_dropped ?? 0, "claim")} dropped: not borne out by quotes`}
        </Hint>
        {" · "}
        {insights.analyser === "local" ? "rule-based, no AI" : `worded by ${insights.model}`}
        {" · analyzed "}
        <When at={insights.made_at} />
      </p>
      {insights.taken_back.map(({ kind, sentence }) => (
        <p key={kind}>{sentence}</p>
      ))}
      <Flagged flags={insights.flagged} />
      <ReadAgain insights={insights} />
    </div>
  );
}

const REASONS: Record<string, string> = {
  other_source: "wrong call",
  no_such_turn: "no such turn",
  not_there: "not in that turn",
  wrong_speaker: "wrong speaker",
  wrong_side: "wrong side",
  says_nothing: "too short",
  cut: "cut out of its sentence",
  taken_back: "taken back by the speaker",
  too_long: "too long",
  author_uncertain: "author unclear",
  suspect: "looks like prompt injection",
  not_borne_out: "not borne out by quotes",
  not_plain: "sentence not fit to show",
};

function why(reasons: DealInsights["ledger"]["reasons"]): string | undefined {
  const told = Object.entries(reasons ?? {}).map(([reason, times]) => `${times} ${REASONS[reason] ?? reason}`);
  return told.length ? `Rejected: ${told.join(", ")}` : undefined;
}
