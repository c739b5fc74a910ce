import { ago, moment } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** A moment as a distance from now; the exact one on hover. */
export function When({ at }: { readonly at: string | null }) {
  const now = useNow();
  return at ? (
    <time dateTime={at} title={moment(at)} className="whitespace-nowrap">
      {ago(at, now)}
    </time>
  ) : (
    <span className="text-ink-soft">never</span>
  );
}
