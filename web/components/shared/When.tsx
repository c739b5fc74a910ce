import { ago, moment } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { Hint } from "./Hint";

/** A moment as a distance from now; the exact one is a hint. */
export function When({ at }: { readonly at: string | null }) {
  const now = useNow();
  return at ? (
    <Hint text={moment(at)} className="whitespace-nowrap">
      <time dateTime={at}>{ago(at, now)}</time>
    </Hint>
  ) : (
    <span className="text-ink-soft">never</span>
  );
}
