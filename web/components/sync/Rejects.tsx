import { When } from "@/components/shared/When";
import type { SyncReport } from "@/lib/api";
import { humanized } from "@/lib/format";
import { Line, Section } from "./Section";

/** Rows that could not be stored, with the reason; they are kept, and tried again by `gametape sync --replay`. */
export function Rejects({ rejects }: { readonly rejects: SyncReport["rejects"] }) {
  if (rejects.length === 0) {
    return (
      <section>
        <h2 className="font-semibold text-lead">Rejected rows</h2>
        <p className="text-ink-soft">None. Every row read is stored.</p>
      </section>
    );
  }
  return (
    <Section
      title="Rejected rows"
      note="Rejected rows are kept as received. Fix them at the source; the next sync takes them."
      head={["Entity", "Source id", "Reason", "Kind", "Last seen"]}
    >
      {rejects.map((reject) => (
        <Line
          key={`${reject.entity_type} ${reject.source_id} ${reject.reason} ${reject.first_seen_at}`}
          cells={[
            ["entity", humanized(reject.entity_type)],
            ["id", reject.source_id ?? "none"],
            ["reason", reject.reason],
            ["kind", reject.kind],
            ["seen", <When key="seen" at={reject.last_seen_at} />],
          ]}
        />
      ))}
    </Section>
  );
}
