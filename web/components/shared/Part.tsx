import type { ReactNode } from "react";

/** A part of a page under its heading, with what else there is to say of it beside. */
export function Part({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return (
    <section aria-labelledby={id} className="min-w-0 border-line border-b py-6 last:border-b-0 print:py-2">
      <div className="flex flex-wrap items-baseline gap-x-3 pb-2">
        <h2 id={id} className="font-semibold text-lead">
          {title}
        </h2>
        {note && <div className="text-ink-soft text-note">{note}</div>}
      </div>
      {children}
    </section>
  );
}
