const WORDS: Record<string, string> = {
  success: "complete",
  partial: "partial",
  failed: "failed",
  running: "running",
  absent: "no source",
  equal: "equal",
  repaired: "repaired",
  differs: "differs",
  skipped: "not comparable",
};

const BAD = ["failed", "partial", "differs"];

/** How something ended, in words; what went wrong beneath. */
export function Status({ status, message }: { readonly status: string; readonly message: string | null }) {
  return (
    <span data-bad={BAD.includes(status)} className="data-[bad=true]:text-attention">
      {WORDS[status] ?? status}
      {message && <span className="block max-w-[32rem] text-note">{message}</span>}
    </span>
  );
}
