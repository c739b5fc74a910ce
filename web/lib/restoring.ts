/** How far the restoring of a call is whose text or scores were removed to save space. */
export type Progress = "running" | "done" | "failed";

/** What a reader is told meanwhile, and when the source cannot give it. */
export function restoringText(part: "transcript" | "scores", progress: Progress): string {
  return SENTENCES[part][progress];
}

const REMOVED = "This transcript was removed to save space.";
const SENTENCES = {
  transcript: {
    running: `${REMOVED} Restoring it from the source.`,
    done: REMOVED,
    failed: `${REMOVED} It could not be restored.`,
  },
  scores: {
    running: "Calculating them again.",
    done: "",
    failed: "They could not be calculated again.",
  },
} as const;
