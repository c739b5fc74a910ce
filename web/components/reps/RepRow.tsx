import { PageLink } from "@/components/shared/PageLink";
import { When } from "@/components/shared/When";
import type { RepOverview } from "@/lib/api";
import { count, plural } from "@/lib/format";
import { SCORED, SCORED_LABELS, scoreText } from "@/lib/scores";

const CELL = "align-top wide:px-1.5 wide:py-2 full:px-2";

/** One of our people. The link is stretched over the whole row. */
export function RepRow({ rep }: { readonly rep: RepOverview }) {
  return (
    <tr className="group relative border-line border-b hover:bg-sheet has-[a:focus-visible]:bg-sheet max-wide:grid max-wide:grid-cols-4 max-wide:gap-x-2 max-wide:py-3">
      <td className={`${CELL} max-wide:col-span-4 wide:pr-4`}>
        <PageLink
          href={`/reps/${rep.id}/`}
          data-row=""
          dir="auto"
          className="font-semibold after:absolute after:inset-0 group-hover:text-accent"
        >
          {rep.name}
        </PageLink>
        <span className="text-ink-soft text-note">
          {" "}
          {rep.role ?? rep.title}
          {rep.is_active === false && " · has left"}
        </span>
        {rep.stands_out && <span className="block text-note">{rep.stands_out}</span>}
      </td>
      <td className={`${CELL} text-ink-soft max-wide:col-span-4 max-wide:text-note wide:max-full:hidden`}>
        <span className="wide:hidden">on </span>
        {plural(rep.deals.open, "open", "open")}, {count(rep.deals.won)} won, {count(rep.deals.lost)} lost
      </td>
      <td className={`${CELL} tabular-nums max-wide:col-span-2 max-wide:text-note wide:text-right`}>
        {count(rep.calls)}
        <span className="text-ink-soft wide:hidden"> calls in 90 days</span>
      </td>
      <td className={`${CELL} text-ink-soft max-wide:col-span-2 max-wide:text-right max-wide:text-note full:pl-6`}>
        <When at={rep.last_call_at} />
      </td>
      {SCORED.map((name) => (
        <Score key={name} name={name} score={rep.scores.find(({ dimension }) => dimension === name)} />
      ))}
    </tr>
  );
}

function Score({ name, score }: { readonly name: string; readonly score: RepOverview["scores"][number] | undefined }) {
  const label = SCORED_LABELS[name] ?? name;
  const deals = score?.deals ?? 0;
  const mean = score?.mean ?? null;
  const title =
    mean === null
      ? `${label}: not enough data (${plural(deals, "deal")})`
      : `${label}: ${scoreText(mean)} (${scoreText(score?.low)} to ${scoreText(score?.high)}, ${plural(deals, "deal")})`;
  return (
    <td className={`${CELL} wide:text-right`}>
      <span className="block text-ink-soft text-note wide:hidden">{label}</span>
      <span className={mean === null ? "text-ink-soft" : "tabular-nums"}>
        <span aria-hidden="true">{scoreText(mean)}</span>
        <span className="sr-only">{title}</span>
      </span>
    </td>
  );
}
