import type { Anchor } from "@/lib/anchor";
import { localDay, weekday } from "@/lib/format";
import type { Happening } from "@/lib/timeline";
import { useNow } from "@/lib/useNow";
import { CallCard } from "./CallCard";
import { ChangeLine } from "./ChangeLine";
import { EmailCard } from "./EmailCard";

export interface Folding {
  readonly opened: readonly string[];
  readonly toggle: (id: string) => void;
  readonly anchor: Anchor | null;
}

/** What happened on one day, newest first. */
export function Day({
  at,
  items,
  currency,
  opened,
  toggle,
  anchor,
}: Folding & {
  readonly at: string | null;
  readonly items: readonly Happening[];
  readonly currency: string | null;
}) {
  const now = useNow();
  return (
    <li
      data-day={at ? localDay(new Date(at)) : undefined}
      tabIndex={-1}
      className="scroll-mt-2 outline-none grid gap-x-4 border-line border-t py-1 wide:grid-cols-[6rem_minmax(0,1fr)]"
    >
      <h3 className="pt-2 text-ink-soft text-note leading-6 wide:sticky wide:top-2 wide:self-start">
        {at ? <time dateTime={at}>{weekday(at, now)}</time> : "no date"}
      </h3>
      <ol>
        {items.map((item) => {
          const target = anchor?.id === item.id ? anchor : null;
          if (item.type === "change") {
            return <ChangeLine key={item.id} change={item} currency={currency} target={target} />;
          }
          const folding = { isOpen: opened.includes(item.id), toggle: () => toggle(item.id), target };
          return item.type === "call" ? (
            <CallCard key={item.id} call={item} {...folding} />
          ) : (
            <EmailCard key={item.id} email={item} {...folding} />
          );
        })}
      </ol>
    </li>
  );
}
