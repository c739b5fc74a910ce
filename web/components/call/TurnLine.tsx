import { memo } from "react";
import { anchorTo } from "@/lib/anchor";
import type { Turn } from "@/lib/api";
import { clock } from "@/lib/clock";
import type { Mark } from "@/lib/marks";
import { pieces } from "@/lib/turns";
import { MarginMark } from "./MarginMark";

/** What somebody said in one go. The time is a link to this very place. */
export const TurnLine = memo(function TurnLine({
  callId,
  turn,
  isNewSpeaker,
  present,
  search,
  marks,
}: {
  readonly callId: string;
  readonly turn: Turn;
  readonly isNewSpeaker: boolean;
  /** The second that is read, where it lies in this turn. */
  readonly present: number | null;
  readonly search: string;
  /** What stands in the margin. */
  readonly marks: readonly Mark[] | undefined;
}) {
  const seconds = turn.start_ms / 1000;
  const read = present === null ? null : turn.sentences.findLast(({ at_ms }) => at_ms <= present * 1000);
  return (
    <li
      aria-current={present === null ? undefined : "location"}
      data-side={turn.side}
      data-marked={marks !== undefined}
      className="turn group grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 wide:data-[marked=true]:grid-cols-[3.5rem_minmax(0,1fr)_10rem] rounded-small aria-[current]:bg-accent-ground"
    >
      <a
        href={anchorTo("call", callId, seconds)}
        data-hint="Link to this moment"
        data-named={isNewSpeaker}
        className="self-start text-right text-ink-soft text-note tabular-nums leading-6 -outline-offset-2 hover:text-accent hover:underline data-[named=true]:pt-1"
      >
        {clock(seconds)}
      </a>
      <div className="max-w-[46rem] border-line-strong border-l-2 pb-1 pl-3 group-data-[side=ours]:border-ours group-data-[side=theirs]:border-theirs">
        <span
          className={
            isNewSpeaker
              ? "block pt-1 text-note leading-6 group-data-[side=ours]:text-ours group-data-[side=theirs]:text-theirs"
              : "sr-only"
          }
        >
          <bdi>{turn.speaker}</bdi>
        </span>
        <p dir="auto" className="break-words">
          {turn.sentences.map((sentence) => (
            <span key={sentence.at_ms} data-read={sentence === read} className="data-[read=true]:font-semibold">
              {pieces(sentence.text, search).map(({ text, found, at }) =>
                found ? <mark key={at}>{text}</mark> : text,
              )}{" "}
            </span>
          ))}
        </p>
      </div>
      {marks && (
        <ul
          aria-label="Notes on this turn"
          className="max-wide:col-start-2 max-wide:flex max-wide:flex-wrap max-wide:gap-x-3 max-wide:pb-1 max-wide:pl-3 wide:pt-1"
        >
          {marks.map((mark) => (
            <MarginMark key={mark.text} mark={mark} />
          ))}
        </ul>
      )}
    </li>
  );
});
