import type { Hit } from "@/lib/hits";

/** Something found; the first of its kind says which kind. */
export function HitLine({
  id,
  hit,
  heading,
  isChosen,
  choose,
  open,
}: {
  readonly id: string;
  readonly hit: Hit;
  readonly heading: Hit["kind"] | null;
  readonly isChosen: boolean;
  readonly choose: () => void;
  readonly open: () => void;
}) {
  return (
    <>
      {heading && (
        <div role="presentation" className="px-4 pt-3 text-ink-soft text-note">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box above takes the keys, as a combobox does */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box above */}
      <div
        id={id}
        role="option"
        aria-selected={isChosen}
        ref={(line) => {
          if (isChosen) line?.scrollIntoView({ block: "nearest" });
        }}
        onPointerMove={choose}
        onClick={open}
        className="flex min-h-11 cursor-pointer flex-wrap items-baseline gap-x-3 px-4 py-2 aria-selected:bg-well"
      >
        <span dir="auto" className="min-w-0 break-words">
          {hit.title}
        </span>
        <span className="min-w-0 break-words text-ink-soft text-note">{hit.note}</span>
      </div>
    </>
  );
}
