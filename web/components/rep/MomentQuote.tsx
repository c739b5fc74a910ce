import { Quoted } from "@/components/shared/Quoted";
import type { Moment, Side } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** A moment on a call, word for word, which opens at its second. */
export function MomentQuote({ moment }: { readonly moment: Moment }) {
  const now = useNow();
  return (
    <figure className="min-w-0">
      <Quoted
        quote={moment.quote}
        side={moment.side as Side}
        speaker={moment.speaker}
        place={{ call: moment.call_id, ms: moment.at_ms }}
        deal={moment.opportunity_id}
      />
      <figcaption className="pl-3.5 text-ink-soft text-note">
        {moment.account_name && `${moment.account_name}, `}
        {moment.opportunity_name}, {moment.outcome}, {moment.rep_name}, {day(moment.started_at, now)}. {moment.value}.{" "}
        {moment.why}
      </figcaption>
    </figure>
  );
}
