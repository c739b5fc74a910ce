import type { Activity } from "@/lib/api";
import { day, plural } from "@/lib/format";
import type { Scale } from "@/lib/strip";
import { useNow } from "@/lib/useNow";

const HEIGHT = 24;
const DAY = 86_400_000;

/** How long the deal stood in each stage. A name that does not fit ends in dots; the title has all of it. */
export function StageBands({
  bands,
  scale,
  isOpen,
}: {
  readonly bands: Activity["stages"];
  readonly scale: Scale;
  readonly isOpen: boolean;
}) {
  const now = useNow();
  return bands.map(({ stage, since, until }, index) => {
    const from = since ? Date.parse(since) : scale.from;
    const to = until ? Date.parse(until) : scale.to;
    if (!until && !isOpen) return null; // a closed deal spends no time in its last stage
    const width = Math.max(0, scale.place(to) - scale.place(from));
    return (
      <svg key={`${stage} ${since}`} x={`${scale.place(from)}%`} width={`${width}%`} height={HEIGHT} aria-hidden="true">
        <title>
          {`${stage ?? "no stage"}: ${since ? `from ${day(since, now)}` : "from the start"}, ${plural(Math.round((to - from) / DAY), "day")}`}
        </title>
        <rect width="100%" height={HEIGHT} className={index % 2 ? "fill-well" : "fill-line"} />
        <foreignObject width="100%" height={HEIGHT}>
          <div className="truncate px-1.5 text-note leading-6">{stage ?? "no stage"}</div>
        </foreignObject>
      </svg>
    );
  });
}
