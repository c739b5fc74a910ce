import type { SyncReport } from "@/lib/api";
import { bytes, count } from "@/lib/format";
import { Line, Section } from "./Section";

/** Room taken, per table, and how much of the budget that is. */
export function Storage({ report }: { readonly report: SyncReport }) {
  return (
    <Section
      title="Storage"
      note={`${room(report)} Row counts are Postgres estimates.`}
      urgent={report.storage_is_short}
      head={["Table", "Size", "Rows"]}
    >
      {report.storage.map((table) => (
        <Line
          key={table.table}
          cells={[
            ["table", table.table],
            ["size", bytes(table.bytes)],
            ["rows", table.rows === null ? "not known yet" : count(table.rows)],
          ]}
        />
      ))}
    </Section>
  );
}

function room({ storage_bytes, storage_budget_bytes, storage_is_short }: SyncReport): string {
  const taken = `The database uses ${bytes(storage_bytes)}`;
  if (storage_budget_bytes === null) return `${taken}; no budget set.`;
  const part = `${taken}, ${Math.round((100 * storage_bytes) / storage_budget_bytes)}% of its budget of ${bytes(storage_budget_bytes)}.`;
  return storage_is_short
    ? `${part} Space is running low. Run gametape retention to remove text of the oldest closed deals.`
    : part;
}
