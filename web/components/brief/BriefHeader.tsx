import { PageLink } from "@/components/shared/PageLink";
import type { RepBrief } from "@/lib/api";
import { day, money, plural } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import { OneOnOne } from "./OneOnOne";

/** Whose brief it is, how the deals stand in four numbers, and from which day on changes are told. */
export function BriefHeader({
  brief,
  choose,
}: {
  readonly brief: RepBrief;
  readonly choose: (since: string | null) => void;
}) {
  const now = useNow();
  const { rep, closing } = brief;
  const owned = (more: Readonly<Record<string, string>>) =>
    `/opportunities/?${new URLSearchParams({ owner: rep.email, outcome: "open", ...more })}`;
  const yesterday = new Date(Date.parse(brief.today) - 86_400_000).toISOString().slice(0, 10);
  const sums = closing.sums.map(({ amount, currency }) => money(amount, currency, true)).join(" · ");
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3 border-line border-b pb-4 print:pb-2">
      <div className="min-w-0">
        <h1 className="text-balance font-semibold text-title wide:text-display">1:1 with {rep.name}</h1>
        <p className="text-ink-soft">
          {brief.title ?? rep.role} <span className="hidden print:inline">· {day(brief.today, now)}</span>
        </p>
        <ul className="flex flex-wrap gap-x-5 pt-1 tabular-nums">
          <Count href={owned({})} text={plural(brief.open, "open deal")} />
          <Count href={owned({ signal: "no_activity" })} text={`${brief.quiet} quiet`} warm={brief.quiet > 0} />
          <Count href={owned({ closes_by: yesterday })} text={`${brief.overdue} overdue`} warm={brief.overdue > 0} />
          <Count
            href={owned({ closes_from: closing.first, closes_by: closing.last })}
            text={`${closing.deals} closing by ${day(closing.last, now)}${sums && ` · ${sums}`}`}
          />
        </ul>
      </div>
      <OneOnOne brief={brief} choose={choose} />
    </header>
  );
}

function Count({
  href,
  text,
  warm = false,
}: {
  readonly href: string;
  readonly text: string;
  readonly warm?: boolean;
}) {
  return (
    <li>
      <PageLink
        href={href}
        className={`inline-flex items-center underline decoration-line-strong underline-offset-4 hover:text-accent max-wide:min-h-11 ${warm ? "text-attention" : ""}`}
      >
        {text}
      </PageLink>
    </li>
  );
}
