import type { Signal, SignalName } from "./api";

/** Whether what stands out has the warm tone: what weighs most, and silence wherever it is told. */
export function isWarm({ name, severity }: Pick<Signal, "name" | "severity">): boolean {
  return severity === "high" || name === "no_activity" || name === "ghosted";
}

/** What is wrong with an open deal, in a word or two: the names of the signals as a filter shows them. */
export const SIGNAL_NAMES: Readonly<Record<SignalName, string>> = {
  overdue: "Overdue",
  no_activity: "Quiet",
  ghosted: "No reply",
  open_objection: "Open objection",
  stalled: "Stalled in stage",
  close_date_pushed: "Close date pushed",
  single_threaded: "Single-threaded",
  no_decision_maker: "No decision maker",
  pricing_never_raised: "Pricing not raised",
};
