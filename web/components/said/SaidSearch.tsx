"use client";

import { MoreButton } from "@/components/shared/MoreButton";
import { Problem } from "@/components/shared/Problem";
import { plural } from "@/lib/format";
import { hasWords } from "@/lib/said";
import { useSaid, useSaidQuery } from "@/lib/useSaid";
import { SaidFilters } from "./SaidFilters";
import { SaidQuote } from "./SaidQuote";

/** Who said it: quotes from all calls with the words, each with its second and its deal. */
export default function SaidSearch() {
  const [query, change] = useSaidQuery();
  const said = useSaid(query);
  const { first, quotes } = said;
  const deal = quotes?.flatMap((quote) => quote.opportunities).find(({ id }) => id === query.deal);
  return (
    <>
      <SaidFilters query={query} change={change} dealName={deal?.name} />
      <p role="status" className="pb-3 text-ink-soft tabular-nums">
        {found(hasWords(query.q), quotes?.length, said.hasMore, first?.calls_searched)}
      </p>
      {said.error && !quotes ? <Problem error={said.error} retry={said.retry} /> : null}
      {quotes && (
        <ol aria-label="Quotes" aria-busy={said.isStale} className="flex flex-col gap-5 aria-busy:opacity-60">
          {quotes.map((quote) => (
            <li key={`${quote.call_id} ${quote.turn}`}>
              <SaidQuote said={quote} narrow={query.deal ? undefined : (id) => change({ deal: id })} />
            </li>
          ))}
        </ol>
      )}
      {quotes && <MoreButton more={said} />}
      {first && first.calls_without_text > 0 && (
        <p className="pt-6 text-ink-soft text-note">
          {plural(first.calls_without_text, "call")} not searched: private, without a transcript, or text removed to
          save space.
        </p>
      )}
    </>
  );
}

function found(asked: boolean, shown: number | undefined, hasMore: boolean, searched: number | undefined): string {
  if (!asked) return 'Type words, or a phrase in quotes: "security review".';
  if (shown === undefined || searched === undefined) return "Searching";
  if (!shown && !hasMore) return `No one said this in ${plural(searched, "call")}.`;
  return `${plural(shown, "quote")}${hasMore ? " so far" : ""} · ${plural(searched, "call")} searched`;
}
