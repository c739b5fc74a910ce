"use client";

import { ChangeText } from "@/components/shared/ChangeText";
import { Ignored } from "@/components/shared/Ignored";
import { Problem } from "@/components/shared/Problem";
import { type OpportunityDetail, useApi } from "@/lib/api";
import { localDay, plural } from "@/lib/format";
import { useAddress } from "@/lib/useAddress";
import { useNow } from "@/lib/useNow";
import { usePrevious } from "@/lib/usePrevious";

const WEEKS_BACK = 2; // a usual distance between two talks about a deal

/** What happened since a day of the reader's choice: since the last 1:1, for instance. */
export function ChangedSince({ deal }: { readonly deal: OpportunityDetail }) {
  const now = useNow();
  const [address, changeAddress] = useAddress();
  const asked = address.get("since");
  const isDay = asked !== null && /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked));
  const since = isDay ? asked : localDay(new Date(now.getTime() - WEEKS_BACK * 7 * 86_400_000));
  const {
    data: answer,
    error,
    mutate,
  } = useApi(since ? ["/api/opportunities/{id}/changes", { id: deal.id }, { since }] : null);
  const data = usePrevious(answer, error);
  return (
    <section aria-labelledby="since">
      <div className="flex flex-wrap items-center justify-between gap-x-3 pb-1">
        <h2 id="since" className="font-semibold text-lead">
          Changes since
        </h2>
        <input
          type="date"
          aria-label="Since"
          value={since}
          max={localDay(now)}
          onChange={({ target }) => target.value && target.validity.valid && changeAddress({ since: target.value })}
          className="h-9 rounded-small border border-line-strong bg-sheet px-2 tabular-nums max-wide:h-11"
        />
      </div>
      {asked !== null && !isDay && <Ignored pairs={[["since", asked]]} />}
      {error && !data ? <Problem error={error} retry={() => void mutate()} /> : null}
      {!data && !error && <div aria-hidden="true" className="waiting h-12" />}
      {data && (
        <div role="status">
          <p className="text-ink-soft">
            {data.calls + data.emails === 0
              ? "No calls or emails"
              : `${plural(data.calls, "call")} and ${plural(data.emails, "email")}`}
            {data.fields.length === 0 && "; no field changes"}.
          </p>
          <ul>
            {data.fields.map((move) => (
              <li key={move.field} className="border-line border-t py-1.5">
                <ChangeText change={move} currency={deal.currency} />
                {move.moves > 1 && <span className="text-ink-soft text-note"> in {plural(move.moves, "step")}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
