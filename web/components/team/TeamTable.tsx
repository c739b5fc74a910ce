import { Hint } from "@/components/shared/Hint";
import { PageLink } from "@/components/shared/PageLink";
import { CountLink } from "@/components/week/CountLink";
import { Sums } from "@/components/week/Sums";
import type { TeamMember, TeamOverview } from "@/lib/api";
import { day } from "@/lib/format";
import { useNow } from "@/lib/useNow";

const CELL = "px-2 py-2 align-top max-full:px-1.5 max-wide:px-0";
const LINK = "text-accent underline underline-offset-4 max-wide:inline-flex max-wide:min-h-11 max-wide:items-center";

/** The owners of open deals, a row each; a table where there is room, cards where there is not. */
export function TeamTable({
  overview,
  compared,
  toggle,
}: {
  readonly overview: TeamOverview;
  readonly compared: readonly string[];
  readonly toggle: (id: string) => void;
}) {
  const now = useNow();
  if (overview.members.length === 0) return <p className="py-6 text-ink-soft">No open deals in this team.</p>;
  return (
    <table
      aria-label="Team"
      className="w-full table-fixed border-collapse max-wide:block wide:-mx-2 wide:w-[calc(100%+16px)]"
    >
      <thead className="max-wide:hidden">
        <tr className="h-9 border-line border-b text-left text-ink-soft text-note">
          <Head className="w-[20%]">Rep</Head>
          <Head className="w-[7%] text-right">Open</Head>
          <Head className="w-[7%] text-right">Quiet</Head>
          <Head className="w-[8%] text-right">Overdue</Head>
          <Head className="w-[13%] text-right">{`Closing by ${day(overview.quarter_last, now)}`}</Head>
          <Head className="w-[17%] full:pl-6">Coaching goal</Head>
          <Head className="max-full:hidden">Work on</Head>
          <Head className="w-[8%]">Compare</Head>
        </tr>
      </thead>
      <tbody className="max-wide:block">
        {overview.members.map((member) => (
          <Member
            key={member.email}
            member={member}
            overview={overview}
            isCompared={member.id !== null && compared.includes(member.id)}
            toggle={toggle}
          />
        ))}
      </tbody>
    </table>
  );
}

function Member({
  member,
  overview,
  isCompared,
  toggle,
}: {
  readonly member: TeamMember;
  readonly overview: TeamOverview;
  readonly isCompared: boolean;
  readonly toggle: (id: string) => void;
}) {
  const { id, name, email } = member;
  const owned = (more: Readonly<Record<string, string>> = {}) =>
    new URLSearchParams({ owner: email ?? "", outcome: "open", ...more });
  const yesterday = new Date(Date.parse(overview.today) - 86_400_000).toISOString().slice(0, 10);
  const numbers = [
    ["Open", member.open, owned(), false],
    ["Quiet", member.quiet, owned({ signal: "no_activity" }), true],
    ["Overdue", member.overdue, owned({ closes_by: yesterday }), true],
  ] as const;
  return (
    <tr className="border-line border-b hover:bg-sheet max-wide:grid max-wide:grid-cols-4 max-wide:gap-x-2 max-wide:py-3">
      <th scope="row" className={`${CELL} text-left font-normal max-wide:col-span-4`}>
        {id ? (
          <PageLink href={`/reps/${id}/`} className="font-semibold hover:text-accent hover:underline">
            {name}
          </PageLink>
        ) : (
          <span className="font-semibold">{name}</span>
        )}
        <span className="text-ink-soft text-note">
          {" "}
          {member.role}
          {member.is_active === false && " · has left"}
        </span>
        {id && (
          <span className="block text-note">
            <PageLink href={`/reps/${id}/brief/`} className={LINK}>
              1:1 brief<span className="sr-only"> of {name}</span>
            </PageLink>
          </span>
        )}
      </th>
      {numbers.map(([label, deals, query, warm]) => (
        <td key={label} className={`${CELL} wide:text-right`}>
          <Small>{label}</Small>
          <CountLink deals={deals} query={query} what={`${label.toLowerCase()} deals of ${name}`} warm={warm} />
        </td>
      ))}
      <td className={`${CELL} wide:text-right`}>
        <Small>Closing</Small>
        <CountLink
          deals={member.closing}
          query={owned({ closes_from: overview.quarter_first, closes_by: overview.quarter_last })}
          what={`deals of ${name} closing this quarter`}
        />
        <Sums sums={member.closing_sums} />
      </td>
      <td className={`${CELL} text-note max-wide:col-span-4 full:pl-6`}>
        {member.goal ? (
          <Hint text={member.goal.sentence}>
            <span className="inline-block first-letter:uppercase">{member.goal.label}</span>: {member.goal.target_shown}
            <span className="block text-ink-soft">{GOALS[member.goal.change]}</span>
          </Hint>
        ) : (
          <span className="text-ink-soft max-wide:hidden">no goal</span>
        )}
      </td>
      <td className={`${CELL} text-note max-wide:col-span-4 wide:max-full:hidden`}>
        {member.work_on?.action ?? <span className="text-ink-soft max-wide:hidden">nothing clear</span>}
      </td>
      <td className={`${CELL} max-wide:col-span-4`}>
        {id && (
          <label className="-m-1.5 inline-flex cursor-pointer items-center gap-2 p-1.5 max-wide:min-h-11">
            <input type="checkbox" checked={isCompared} onChange={() => toggle(id)} className="size-4 accent-accent" />
            <span className="text-note wide:sr-only">
              Compare<span className="sr-only"> {name}</span>
            </span>
          </label>
        )}
      </td>
    </tr>
  );
}

const GOALS: Record<NonNullable<TeamMember["goal"]>["change"], string> = {
  too_early: "too early to tell",
  towards_target: "moving toward the goal",
  away_from_target: "moving away from the goal",
  no_change_seen: "no clear difference",
};

function Head({ className, children }: { readonly className: string; readonly children: string }) {
  return (
    <th scope="col" className={`px-2 font-normal max-full:px-1.5 ${className}`}>
      {children}
    </th>
  );
}

/** The heading of a cell where there is no head of the table. */
function Small({ children }: { readonly children: string }) {
  return <span className="block text-ink-soft text-note wide:hidden">{children}</span>;
}
