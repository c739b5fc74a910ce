import { Hint } from "@/components/shared/Hint";
import { moment, plural } from "@/lib/format";
import type { Silence as Gap } from "@/lib/timeline";

/** A stretch in which nobody called or wrote. */
export function Silence({ days, silence }: { readonly days: number; readonly silence: Gap }) {
  return (
    <li className="flex items-center gap-4 py-3 text-ink-soft text-note">
      <span aria-hidden="true" className="w-8 border-line-strong border-t border-dashed wide:w-24" />
      <Hint text={`No activity between ${moment(silence.since)} and ${moment(silence.until)}`}>
        No activity for {plural(days, "day")}
      </Hint>
      <span aria-hidden="true" className="flex-1 border-line-strong border-t border-dashed" />
    </li>
  );
}
