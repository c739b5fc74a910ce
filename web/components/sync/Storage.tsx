import type { SyncReport } from "@/lib/api";
import { bytes, count } from "@/lib/format";
import { Line, Section } from "./Section";

/** Room taken, per table. */
export function Storage({ tables, total }: { readonly tables: SyncReport["storage"]; readonly total: number }) {
  return (
    <Section
      title="Storage"
      note={`The whole database takes ${bytes(total)}. Numbers of rows are Postgres's own estimates.`}
      head={["Table", "Size", "Rows"]}
    >
      {tables.map((table) => (
        <Line
          key={table.table}
          cells={[
            ["table", table.table],
            ["size", bytes(table.bytes)],
            ["rows", table.rows === null ? "not yet known" : count(table.rows)],
          ]}
        />
      ))}
    </Section>
  );
}
