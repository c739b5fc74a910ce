import type { SignalName } from "./api";

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
