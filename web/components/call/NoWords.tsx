/** Why there is nothing to read, of a call without a transcript. */
export function NoWords({ call }: { readonly call: { readonly is_private: boolean } }) {
  return (
    <p className="max-w-[40rem] text-ink-soft">
      {call.is_private
        ? "This call is private in Gong. Participants are kept; the transcript is not."
        : "No transcript yet. Gong often delivers it a few hours after the call."}
    </p>
  );
}
