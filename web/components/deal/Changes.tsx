import type { Change, OpportunityDetail } from "@/lib/api";
import { changeText } from "@/lib/changes";
import { count, moment } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { When } from "../shared/When";

/** What moved, newest first. */
export function Changes({ deal }: { readonly deal: OpportunityDetail }) {
  const left = deal.changes_total - deal.changes.length;
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="pb-2 font-semibold text-lead">
        What changed
      </h2>
      {deal.changes.length === 0 && <p className="text-ink-soft">Nothing that gametape knows of.</p>}
      <ol>
        {deal.changes.map((change) => (
          <ChangeRow
            key={`${change.changed_at} ${change.field} ${change.new}`}
            change={change}
            currency={deal.currency}
          />
        ))}
      </ol>
      {left > 0 && <p className="pt-2 text-ink-soft text-note">{count(left)} older changes are kept but not shown.</p>}
    </section>
  );
}

function ChangeRow({ change, currency }: { readonly change: Change; readonly currency: string | null }) {
  const { label, from, to } = changeText(change, currency, useNow());
  return (
    <li className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 border-line border-t py-1.5 wide:grid-cols-[7rem_6rem_minmax(0,1fr)]">
      <span className="text-ink-soft text-note leading-6">
        <When at={change.changed_at} />
      </span>
      <span className="text-ink-soft">{label}</span>
      <span className="min-w-0 break-words max-wide:col-start-2 max-wide:row-start-2">
        {from === null ? (
          <>set to {to}</>
        ) : (
          <>
            <span className="text-ink-soft">{from}</span>
            <span aria-hidden="true" className="px-1.5 text-ink-soft">
              →
            </span>
            <span className="sr-only">to</span> {to}
          </>
        )}
        {change.origin === "observed" && <Observed change={change} />}
      </span>
    </li>
  );
}

/** A move that no history tells of: only its bounds are known. */
function Observed({ change }: { readonly change: Change }) {
  const since = change.not_before
    ? `It happened after ${moment(change.not_before)}.`
    : "When it happened is not known.";
  return (
    <span title={since} className="block text-ink-soft text-note">
      noticed by the sync{change.not_before ? `, some time after ${moment(change.not_before)}` : ""}
    </span>
  );
}
