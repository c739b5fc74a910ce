import type { ReactNode } from "react";

/** A label and what it says, in a `dl`. */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft text-note">{label}</dt>
      <dd className="flex flex-col break-words">{children}</dd>
    </div>
  );
}
