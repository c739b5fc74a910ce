import { type ReactNode, useId } from "react";

/** A titled table. Where it is wider than the screen, it scrolls by itself and the page does not. */
export function Section({
  title,
  note,
  urgent = false,
  head,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  /** The note asks for a look. */
  readonly urgent?: boolean;
  readonly head: readonly string[];
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <div>
      <h2 id={id} className="font-semibold text-lead">
        {title}
      </h2>
      {note && (
        <p data-urgent={urgent} className="max-w-[48rem] text-ink-soft text-note data-[urgent=true]:text-attention">
          {note}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-labelledby={id} tabIndex={0} className="sideways overflow-x-auto">
        <table aria-labelledby={id} className="w-full border-collapse">
          <thead>
            <tr className="border-line border-b">
              {head.map((text) => (
                <th
                  key={text}
                  scope="col"
                  className="h-9 whitespace-nowrap pr-6 text-left font-normal text-ink-soft text-note"
                >
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
    </div>
  );
}

/** A row of such a table. */
export function Line({ cells }: { readonly cells: readonly (readonly [string, ReactNode])[] }) {
  return (
    <tr className="border-line border-b align-top">
      {cells.map(([key, cell]) => (
        <td key={key} className="py-2 pr-6 tabular-nums">
          {cell}
        </td>
      ))}
    </tr>
  );
}
