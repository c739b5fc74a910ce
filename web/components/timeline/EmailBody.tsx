import type { EmailItem } from "@/lib/api";

/** A mail as far as it is kept, and the truth about the rest. Plain text: it is customers' words. */
export function EmailBody({ email }: { readonly email: EmailItem }) {
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-note">
        <dt className="text-ink-soft">From</dt>
        <dd className="break-words">{email.sender ?? "unknown"}</dd>
        <dt className="text-ink-soft">To</dt>
        <dd className="break-words">{email.recipients.join(", ") || "unknown"}</dd>
      </dl>
      {email.snippet && (
        <p dir="auto" className="max-w-[46rem] whitespace-pre-line break-words pt-2">
          {email.snippet}
        </p>
      )}
      <p className="pt-2 text-ink-soft text-note">{whatIsKept(email)}</p>
    </>
  );
}

function whatIsKept({ snippet, is_cut, quotes_left_out, author_uncertain }: EmailItem): string {
  if (!snippet) return "The text of this email is not stored.";
  const kept = is_cut ? "First 500 characters only." : "Full text; attachments are not stored.";
  if (author_uncertain) return `${kept} It may repeat an earlier email, so it is not used as evidence.`;
  return quotes_left_out ? `${kept} Quoted earlier emails are left out.` : kept;
}
