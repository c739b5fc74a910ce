/** A sentence of the server's, in which `gametape sync` between backticks is something to type. */
export function Told({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
      <code key={index} className="rounded-small bg-well px-1 text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
