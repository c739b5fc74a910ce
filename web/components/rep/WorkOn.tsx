import type { Learning, Moment } from "@/lib/api";
import { MomentQuote } from "./MomentQuote";

/** One thing to work on this week: what to try, how it goes now, and how it went in a deal that was won. */
export function WorkOn({
  learning: { work_on, rep, headline },
}: {
  readonly learning: Pick<Learning, "work_on" | "rep" | "headline">;
}) {
  if (!work_on) return <p className="max-w-[46rem]">{headline}</p>;
  const first = rep.name.split(" ", 1)[0];
  return (
    <div className="flex flex-col gap-4">
      <div className="max-w-[46rem]">
        <p className="text-lead">{work_on.action}</p>
        <p className="pt-1 text-ink-soft">{work_on.sentence}</p>
        {work_on.basis === "habit" && (
          <p className="pt-1 text-ink-soft text-note">
            This sets {first} apart from peers. No link to winning was found.
          </p>
        )}
      </div>
      <div className="grid gap-x-12 gap-y-4 wide:grid-cols-2">
        <Side title={`From ${first}'s calls`} moment={work_on.own} />
        <Side title="From a won deal, in the same situation" moment={work_on.example} />
      </div>
    </div>
  );
}

function Side({ title, moment }: { readonly title: string; readonly moment: Moment | null }) {
  return (
    <section className="min-w-0">
      <h3 className="pb-1 text-ink-soft text-note">{title}</h3>
      {moment ? <MomentQuote moment={moment} /> : <p className="text-ink-soft">No repeated example found.</p>}
    </section>
  );
}
