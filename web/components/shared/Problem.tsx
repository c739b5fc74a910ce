import { explain } from "@/lib/api";

/** What went wrong, and a way out. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { message, hint } = explain(error);
  return (
    <div role="alert" className="my-6 max-w-[40rem] border-attention border-l-2 pl-4">
      <p className="font-semibold">{message}</p>
      {hint && <p className="text-ink-soft">{hint}</p>}
      {retry && (
        <button type="button" onClick={retry} className="mt-1 h-11 text-accent underline underline-offset-4">
          Try again
        </button>
      )}
    </div>
  );
}
