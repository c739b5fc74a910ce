"use client";

import { Part } from "@/components/shared/Part";
import { Problem } from "@/components/shared/Problem";
import { type RepDetail, type TeamMember, type TeamOverview, useApi } from "@/lib/api";
import { count, day, money } from "@/lib/format";
import { useNow } from "@/lib/useNow";

const CELL = "px-2 py-1.5 align-top";

/** Two reps next to each other: deals, calls, scores and metrics. */
export default function Compare({
  members,
  overview,
  close,
}: {
  readonly members: readonly TeamMember[];
  readonly overview: TeamOverview;
  readonly close: () => void;
}) {
  const now = useNow();
  const [one, other] = members;
  const first = useRep(one?.id);
  const second = useRep(other?.id);
  const error = first.error ?? second.error;
  const reps = [first.data, ...(other ? [second.data] : [])];
  const rows = [
    ...dealRows(members, day(overview.quarter_last, now)),
    ...(reps.every((rep) => rep !== undefined) ? repRows(reps) : []),
  ];
  return (
    <Part
      title={members.map(({ name }) => name).join(" and ")}
      note={
        <>
          {other ? "" : "Choose a second rep to compare. "}
          <button
            type="button"
            onClick={close}
            className="text-accent underline underline-offset-4 max-wide:min-h-11 print:hidden"
          >
            Close
          </button>
        </>
      }
    >
      {error ? <Problem error={error} /> : null}
      <table className="w-full max-w-[60rem] table-fixed border-collapse">
        <caption className="sr-only">Comparison</caption>
        <thead>
          <tr className="border-line border-b text-left text-ink-soft text-note">
            <th scope="col" className={`${CELL} w-2/5 pl-0 font-normal`}>
              Scores and metrics: last 365 days
            </th>
            {members.map(({ name, email }) => (
              <th key={email} scope="col" className={`${CELL} font-semibold text-ink`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, ...values]) => (
            <tr key={label} className="border-line border-b">
              <th scope="row" className={`${CELL} pl-0 text-left font-normal text-ink-soft`}>
                {label}
              </th>
              {values.map((value, place) => (
                <td key={members[place]?.email} className={`${CELL} break-words tabular-nums`}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-ink-soft text-note">
        Averages over deals. Reps work different deals, and a difference can be chance: each rep's page has the
        intervals.
      </p>
    </Part>
  );
}

function useRep(id: string | null | undefined) {
  return useApi(id ? ["/api/reps/{id}", { id }] : null, { revalidateOnFocus: false, shouldRetryOnError: false });
}

type Line = readonly string[];

function dealRows(members: readonly TeamMember[], quarterEnd: string): Line[] {
  return [
    ["Open deals", ...members.map(({ open }) => count(open))],
    ["Quiet", ...members.map(({ quiet }) => count(quiet))],
    ["Overdue", ...members.map(({ overdue }) => count(overdue))],
    [
      `Closing by ${quarterEnd}`,
      ...members.map(({ closing, closing_sums }) =>
        [count(closing), ...closing_sums.map(({ amount, currency }) => money(amount, currency, true))].join(" · "),
      ),
    ],
    ["Coaching goal", ...members.map(({ goal }) => (goal ? `${goal.label}: ${goal.target_shown}` : "none"))],
    ["Work on", ...members.map(({ work_on }) => work_on?.action ?? "nothing clear")],
  ];
}

function repRows(reps: readonly RepDetail[]): Line[] {
  const names = reps[0]?.measures.map(({ name, label }) => ({ name, label })) ?? [];
  return [
    ["Won, lost (owned or joined)", ...reps.map(({ deals }) => `${count(deals.won)} won, ${count(deals.lost)} lost`)],
    ["Customer calls, 90 days", ...reps.map(({ calls }) => count(calls))],
    ...names.map(({ name, label }) => [
      label,
      ...reps.map(({ measures }) => {
        const found = measures.find((measure) => measure.name === name);
        return found && found.mean !== null
          ? `${found.shown} (${count(found.deals)} deals)`
          : `not enough data (${count(found?.deals ?? 0)} deals)`;
      }),
    ]),
  ];
}
