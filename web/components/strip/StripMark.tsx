import { MAIL } from "@/components/timeline/Mark";
import { anchorTo } from "@/lib/anchor";
import type { Activity } from "@/lib/api";
import { minutes } from "@/lib/clock";
import { moment } from "@/lib/format";
import type { Scale } from "@/lib/strip";

type Marked = (Activity["calls"][number] & { type: "call" }) | (Activity["emails"][number] & { type: "email" });

const ROWS = { ours: 88, unknown: 96, theirs: 104 } as const;

/** A call or a mail as a link to its place in the timeline. */
export function StripMark({
  mark,
  scale,
  isFirst,
}: {
  readonly mark: Marked;
  readonly scale: Scale;
  /** The one that the tab key reaches. */
  readonly isFirst: boolean;
}) {
  const title = mark.type === "call" ? aboutCall(mark) : `${MAILS[mark.direction]}, ${moment(mark.at)}`;
  return (
    <a
      href={anchorTo(mark.type, mark.id)}
      tabIndex={isFirst ? 0 : -1}
      aria-label={title}
      data-side={mark.type === "email" ? mark.direction : undefined}
      className="group text-ink-soft outline-none data-[side=ours]:text-ours data-[side=theirs]:text-theirs"
    >
      <title>{title}</title>
      <svg
        aria-hidden="true"
        x={`${scale.place(mark.at)}%`}
        y={mark.type === "call" ? 56 : ROWS[mark.direction]}
        overflow="visible"
      >
        <circle r="11" className="fill-transparent stroke-2 group-focus-visible:stroke-accent" />
        {mark.type === "call" ? (
          <circle
            r={radius(mark.minutes)}
            data-internal={mark.is_internal}
            className="fill-ink stroke-paper data-[internal=true]:fill-paper data-[internal=true]:stroke-ink group-hover:fill-accent"
          />
        ) : (
          <path d={MAIL[mark.direction]} fill="currentColor" className="group-hover:fill-accent" />
        )}
      </svg>
    </a>
  );
}

const MAILS = { ours: "Email from us", theirs: "Email from customer", unknown: "Email" };

function aboutCall({ minutes: length, at, is_internal, is_no_show }: Activity["calls"][number]): string {
  const what = is_no_show ? "No-show" : is_internal ? "Internal call" : "Call";
  return `${what}${length ? `, ${minutes(length * 60)}` : ""}, ${moment(at)}`;
}

/** The area says how long: an hour is 9 pixels across from the middle. */
function radius(length: number | null): number {
  return Math.min(12, Math.max(3, 9 * Math.sqrt((length ?? 10) / 60)));
}
