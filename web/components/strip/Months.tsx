import { monthOf } from "@/lib/format";
import { months, type Scale } from "@/lib/strip";

const MOST = 10;

/** The line of time. */
export function Months({
  scale,
  isOpen,
  now,
}: {
  readonly scale: Scale;
  readonly isOpen: boolean;
  readonly now: Date;
}) {
  const today = scale.place(now.getTime());
  return (
    <g className="text-ink-soft">
      <line x2="100%" y1="114" y2="114" className="stroke-line" />
      {months(scale, MOST).map((first) => {
        const at = scale.place(first.getTime());
        if (at > (isOpen ? 90 : 96)) return null; // "today" stands there
        return (
          <g key={first.getTime()}>
            <line x1={`${at}%`} x2={`${at}%`} y1="24" y2="118" className="stroke-line" />
            <text x={`${at}%`} y="130" textAnchor="middle" fill="currentColor" className="text-note">
              {monthOf(first)}
            </text>
          </g>
        );
      })}
      {isOpen && (
        <>
          <line x1={`${today}%`} x2={`${today}%`} y1="24" y2="118" className="stroke-line-strong" />
          <text x={`${today}%`} y="130" textAnchor="end" className="fill-ink text-note">
            today
          </text>
        </>
      )}
    </g>
  );
}
