import type { Change } from "@/lib/api";
import { changeText } from "@/lib/changes";
import { moment } from "@/lib/format";
import { useNow } from "@/lib/useNow";

type Told = Pick<Change, "field" | "old" | "new"> & Partial<Pick<Change, "origin" | "not_before">>;

/** What moved, from what, to what; and how exactly that is known. */
export function ChangeText({ change, currency }: { readonly change: Told; readonly currency: string | null }) {
  const { label, from, to } = changeText(change, currency, useNow());
  return (
    <span className="min-w-0 break-words">
      <span className="text-ink-soft">{label} </span>
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
      {change.origin === "observed" && (
        <span className="block text-ink-soft text-note">
          seen by the sync{change.not_before ? `, after ${moment(change.not_before)}` : ""}
        </span>
      )}
    </span>
  );
}
