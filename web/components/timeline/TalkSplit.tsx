const WIDTH = 72;

/** How much of the talking each side did. */
export function TalkSplit({ share }: { readonly share: number }) {
  const percent = Math.round(share * 100);
  return (
    <span
      title={`We spoke ${percent}% of the time`}
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
