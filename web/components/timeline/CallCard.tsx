"use client";

import { piece } from "@/components/shared/piece";
import type { CallItem, Side } from "@/lib/api";
import { minutes } from "@/lib/clock";
import { timeOfDay } from "@/lib/format";
import { attendance, personName, shortName } from "@/lib/people";
import { Card, type CardFolding } from "./Card";
import { Mark } from "./Mark";
import { TalkSplit } from "./TalkSplit";

const CallBody = piece(() => import("@/components/call/CallBody"), <div className="waiting h-64" />);

/** A call: when, how long, with whom, who spoke; its words unfold. */
export function CallCard({ call, ...folding }: CardFolding & { readonly call: CallItem }) {
  const who = (side: Side) => call.participants.filter((one) => one.side === side);
  const facts = [
    call.started_at && timeOfDay(call.started_at),
    call.duration_seconds !== null && minutes(call.duration_seconds),
    call.is_no_show ? "no-show" : call.is_internal && "internal call",
    call.is_private && "private",
    call.is_repeat && "another recording of the same meeting",
  ];
  return (
    <Card
      anchor={`call-${call.id}`}
      mark={<Mark type="call" />}
      line={
        <span className="grid min-w-0 gap-x-4 wide:grid-cols-[minmax(0,1fr)_auto]">
          <span className="sr-only">Call: </span>
          <span dir="auto" className="break-words font-semibold">
            {call.title ?? "Untitled call"}
          </span>
          {call.our_talk_share !== null && <TalkSplit share={call.our_talk_share} source={call.talk_share_source} />}
          <span className="col-start-1 break-words text-ink-soft text-note">
            {facts.filter(Boolean).join(" · ")}
            <Names label="them" people={who("theirs")} className="text-theirs" />
            <Names label="us" people={who("ours")} className="text-ours" />
            <Names label="unknown side" people={who("unknown")} className="" />
          </span>
        </span>
      }
      {...folding}
    >
      <CallBody call={call} visit={folding.target} />
    </Card>
  );
}

function Names({
  label,
  people,
  className,
}: {
  readonly label: string;
  readonly people: CallItem["participants"];
  readonly className: string;
}) {
  if (people.length === 0) return null;
  return (
    <span
      dir="auto"
      className={className}
      data-hint={people.map((one) => personName(one.name, one.email) + attendance(one)).join(", ")}
    >
      <span className="text-ink-soft"> · </span>
      {people.map((one) => shortName(personName(one.name, one.email)) + attendance(one)).join(", ")}
      <span className="sr-only"> ({label})</span>
    </span>
  );
}
