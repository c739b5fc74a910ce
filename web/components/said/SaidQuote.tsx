import { PageLink } from "@/components/shared/PageLink";
import { Quoted } from "@/components/shared/Quoted";
import type { SaidMatch } from "@/lib/api";
import { weekday } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** A quote with who said it, when, on which deal; its time leads to the second. */
export function SaidQuote({
  said,
  narrow,
}: {
  readonly said: SaidMatch;
  /** Searches one deal only. */
  readonly narrow: ((deal: string) => void) | undefined;
}) {
  const now = useNow();
  const [deal] = said.opportunities;
  const note = [said.call_title ?? "Call", said.started_at && weekday(said.started_at, now)]
    .filter(Boolean)
    .join(" · ");
  return (
    <div>
      <Quoted
        quote={said.snippet}
        side={said.side}
        speaker={said.speaker}
        place={{ call: said.call_id, ms: said.at_ms }}
        page={deal ? `/opportunities/${deal.id}/` : `/calls/${said.call_id}/`}
        note={note}
      />
      {deal && (
        <p className="flex flex-wrap items-baseline gap-x-3 pl-[14px] text-note">
          <PageLink href={`/opportunities/${deal.id}/`} className="break-words underline underline-offset-4">
            {deal.name}
          </PageLink>
          {narrow && (
            <button
              type="button"
              onClick={() => narrow(deal.id)}
              className="text-accent underline underline-offset-4 max-wide:min-h-11"
            >
              Only this deal
            </button>
          )}
        </p>
      )}
    </div>
  );
}
