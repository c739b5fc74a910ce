import type { CallDetail, Side } from "@/lib/api";
import { minutes } from "@/lib/clock";
import { moment } from "@/lib/format";
import { attendance, personName } from "@/lib/people";

/** When, how long, with whom. */
export function CallHeader({ call }: { readonly call: CallDetail }) {
  const facts = [
    call.started_at && moment(call.started_at),
    call.duration_seconds !== null && minutes(call.duration_seconds),
    call.is_no_show ? "no-show" : call.is_internal && "internal call",
    call.is_private && "private",
  ].filter(Boolean);
  return (
    <header className="border-line border-b pb-4">
      <h1 className="break-words font-semibold text-title wide:text-display">{call.title ?? "Untitled call"}</h1>
      <p className="text-ink-soft tabular-nums">{facts.join(" · ")}</p>
      <p>
        <Names call={call} side="theirs" label="Customer" className="text-theirs" />
        <Names call={call} side="ours" label="Our team" className="text-ours" />
        <Names call={call} side="unknown" label="Unknown side" className="text-ink-soft" />
      </p>
      {call.brief && <p className="max-w-[46rem] pt-2">{call.brief}</p>}
    </header>
  );
}

function Names({
  call,
  side,
  label,
  className,
}: {
  readonly call: CallDetail;
  readonly side: Side;
  readonly label: string;
  readonly className: string;
}) {
  const people = call.participants.filter((person) => person.side === side);
  if (people.length === 0) return null;
  return (
    <span className={`mr-6 inline-block ${className}`}>
      <span className="text-ink-soft text-note">{label} </span>
      {people
        .map((one) => [personName(one.name, one.email), one.title].filter(Boolean).join(", ") + attendance(one))
        .join("; ")}
    </span>
  );
}
