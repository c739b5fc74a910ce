import { When } from "@/components/shared/When";
import type { Run } from "@/lib/api";
import { count, took } from "@/lib/format";
import { changed } from "@/lib/freshness";
import { Line, Section } from "./Section";
import { Status } from "./Status";

/** The last runs, newest first. */
export function Runs({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <Section title="Recent runs" head={["Started", "Started by", "State", "Duration", "Read", "Changes", "Rejected"]}>
      {runs.map((run) => (
        <Line
          key={run.id}
          cells={[
            ["began", <When key="began" at={run.started_at} />],
            ["trigger", run.trigger],
            ["state", <Status key="state" status={run.status} message={run.message} />],
            ["took", run.finished_at ? took(run.started_at, run.finished_at) : "still running"],
            ["read", count(sum(run, "read"))],
            ["changes", count(changed(run))],
            ["refused", count(sum(run, "rejected"))],
          ]}
        />
      ))}
    </Section>
  );
}

function sum(run: Run, name: string): number {
  return Object.values(run.entities).reduce((total, { counts }) => total + (counts?.[name] ?? 0), 0);
}
