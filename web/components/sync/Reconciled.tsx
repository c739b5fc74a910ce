import { When } from "@/components/shared/When";
import type { EntityStatus } from "@/lib/api";
import { count, humanized } from "@/lib/format";
import { Line, Section } from "./Section";
import { Status } from "./Status";

/** The last time each entity was held against its source, row by row, and what came of it. */
export function Reconciled({ entities }: { readonly entities: readonly EntityStatus[] }) {
  const checked = entities.flatMap(({ entity_type, reconciled }) => (reconciled ? [{ entity_type, reconciled }] : []));
  if (checked.length === 0) {
    return (
      <section>
        <h2 className="font-semibold text-lead">Source reconciliation</h2>
        <p className="max-w-[48rem] text-ink-soft">
          Not run yet. <code className="rounded-small bg-well px-1 text-ink">gametape reconcile</code> compares every
          row with its source, month by month, and repairs differences.
        </p>
      </section>
    );
  }
  return (
    <Section
      title="Source reconciliation"
      note="Row hashes compared with the source, month by month. Months with differences were read again."
      head={["Entity", "Outcome", "When", "Months compared", "Months with differences", "Rows repaired"]}
    >
      {checked.map(({ entity_type, reconciled }) => (
        <Line
          key={entity_type}
          cells={[
            ["entity", humanized(entity_type)],
            ["outcome", <Status key="outcome" status={reconciled.status} message={reconciled.message} />],
            ["when", <When key="when" at={reconciled.checked_at} />],
            ["months", count(reconciled.buckets)],
            ["differed", count(reconciled.differing)],
            ["repaired", count(reconciled.repaired)],
          ]}
        />
      ))}
    </Section>
  );
}
