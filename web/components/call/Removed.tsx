import { Problem } from "@/components/shared/Problem";
import { restoringText } from "@/lib/restoring";
import type { Restoring } from "@/lib/useRestoring";

/** What was removed of a call to save space: that it is being restored, or why it cannot be. */
export function Removed({
  part,
  restoring: { progress, problem, retry },
}: {
  readonly part: "transcript" | "scores";
  readonly restoring: Restoring;
}) {
  return (
    <>
      <p role="status" className="max-w-[40rem] text-ink-soft">
        {restoringText(part, progress)}
      </p>
      {progress === "failed" && <Problem error={problem} retry={retry} />}
    </>
  );
}
