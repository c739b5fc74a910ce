import { When } from "@/components/shared/When";
import type { EntityStatus } from "@/lib/api";
import { count, humanized } from "@/lib/format";
import { Line, Section } from "./Section";
import { Status } from "./Status";

/** How far the data goes. A source without stamps is full read, and compared. */
function UpTo({ entity }: { readonly entity: EntityStatus }) {
  const isWhole = entity.last_sync_timestamp === null && entity.last_success_at !== null;
  return isWhole ? <span className="text-ink-soft">full read</span> : <When at={entity.last_sync_timestamp} />;
}

/** Where each entity stands. */
export function Entities({ entities }: { readonly entities: readonly EntityStatus[] }) {
  return (
    <Section
      title="Entities"
      head={[
        "Entity",
        "State",
        "Last success",
        "Data up to",
        "Read",
        "New",
        "Updated",
        "Unchanged",
        "Rejected",
        "Waiting",
      ]}
    >
      {entities.map((entity) => (
        <Line
          key={entity.entity_type}
          cells={[
            ["entity", humanized(entity.entity_type)],
            ["state", <Status key="state" status={entity.status} message={entity.message} />],
            ["success", <When key="success" at={entity.last_success_at} />],
            ["upto", <UpTo key="upto" entity={entity} />],
            ["read", count(entity.counts.read ?? 0)],
            ["new", count(entity.counts.inserted ?? 0)],
            ["changed", count((entity.counts.updated ?? 0) + (entity.counts.deleted ?? 0))],
            ["same", count(entity.counts.unchanged ?? 0)],
            ["refused", count(entity.rejects_open)],
            ["waiting", count(entity.waiting)],
          ]}
        />
      ))}
    </Section>
  );
}
