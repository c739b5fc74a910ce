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
  if (dropped) return "This transcript was removed to save space.";
  if (call.is_private) return "This call is private in Gong. Participants are kept; the transcript is not.";
  return "No transcript yet. Gong often delivers it a few hours after the call.";
}
