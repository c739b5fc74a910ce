/** Why there is nothing to read. */
export function NoWords({
  call,
  dropped,
}: {
  readonly call: { readonly is_private: boolean };
  readonly dropped: boolean;
}) {
  return <p className="max-w-[40rem] text-ink-soft">{reason(call, dropped)}</p>;
}

function reason(call: { readonly is_private: boolean }, dropped: boolean): string {
  if (dropped) return "The words of this call were dropped to save room; what was measured and quoted from it stays.";
  if (call.is_private) return "This call is private in Gong: who was there is kept, what was said is not.";
  return "No transcript of this call has arrived. Gong often sends it some hours after the call.";
}
