/** Names what of the page's address was not understood, and so left out. */
export function Ignored({ pairs }: { readonly pairs: readonly (readonly [name: string, value: string])[] }) {
  if (pairs.length === 0) return null;
  return (
    <p role="status" className="break-words py-1 text-attention text-note">
      Not understood in the address, and left out: {pairs.map(([name, value]) => `${name}=${value}`).join(", ")}
    </p>
  );
}
