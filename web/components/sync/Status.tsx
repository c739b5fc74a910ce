const WORDS: Record<string, string> = {
  success: "complete",
  partial: "partly done",
  failed: "failed",
  running: "running",
  absent: "no source",
};

/** How something ended, in words; what went wrong beneath. */
export function Status({ status, message }: { readonly status: string; readonly message: string | null }) {
  return (
    <span data-bad={status === "failed" || status === "partial"} className="data-[bad=true]:text-attention">
      {WORDS[status] ?? status}
      {message && <span className="block max-w-[32rem] text-note">{message}</span>}
    </span>
  );
}
