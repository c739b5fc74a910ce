const WIDTH = 72;

export const SOURCES = { transcript: "measured on the transcript", gong: "from Gong's talk times" };

/** How much of the talking each side did, and who says so. */
export function TalkSplit({ share, source }: { readonly share: number; readonly source: keyof typeof SOURCES | null }) {
  const percent = Math.round(share * 100);
  return (
    <span
      data-hint={`We spoke ${percent}% of the time${source ? `, ${SOURCES[source]}` : ""}`}
      className="flex items-center gap-2 whitespace-nowrap text-note tabular-nums max-wide:row-start-3"
    >
      <span className="text-ours">us {percent}</span>
      <svg width={WIDTH} height="8" aria-hidden="true">
        <rect width={WIDTH * share} height="8" className="fill-ours" />
        <rect x={WIDTH * share} width={WIDTH * (1 - share)} height="8" className="fill-theirs" />
        <rect x={WIDTH / 2 - 0.5} width="1" height="8" className="fill-paper" />
      </svg>
      <span className="text-theirs">{100 - percent} them</span>
    </span>
  );
}
