import type { OpportunityDetail } from "./api";

const DAY = 86_400_000;

/** A stretch of time in one stage; `to` is null while it lasts. */
export interface StagePeriod {
  readonly stage: string;
  readonly from: string;
  readonly to: string | null;
  readonly days: number;
}

type Known = Pick<OpportunityDetail, "stage_history" | "outcome">;

/** The deal's life in stages, oldest first. A closed deal has no time in its last stage: it ended by entering it. */
export function stagePeriods({ stage_history, outcome }: Known, now: Date): StagePeriod[] {
  const moves = stage_history.flatMap(({ stage, at }) => (at ? [{ stage: stage ?? "no stage", at }] : []));
  moves.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const entered = moves.filter((move, index) => move.stage !== moves[index - 1]?.stage);
  return entered.map(({ stage, at }, index) => {
    const isLast = index === entered.length - 1;
    const to = isLast ? (outcome === "open" ? null : at) : (entered[index + 1]?.at ?? null);
    const end = to ? Date.parse(to) : now.getTime();
    return { stage, from: at, to, days: Math.max(0, Math.floor((end - Date.parse(at)) / DAY)) };
  });
}
