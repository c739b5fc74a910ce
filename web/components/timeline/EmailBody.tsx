"use client";

import { type EmailItem, useApi } from "@/lib/api";

/** A mail as far as it is kept, and the truth about the rest. Plain text: it is customers' words. */
export function EmailBody({ email }: { readonly email: EmailItem }) {
  const { data: known } = useApi(["/api/emails/{id}", { id: email.id }], { revalidateOnFocus: false });
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-note">
        <dt className="text-ink-soft">From</dt>
        <dd className="break-words">{email.sender ?? "not known"}</dd>
        <dt className="text-ink-soft">To</dt>
        <dd className="break-words">{email.recipients.join(", ") || "not known"}</dd>
      </dl>
      {email.snippet && <p className="max-w-[46rem] whitespace-pre-line break-words pt-2">{email.snippet}</p>}
      <p className="min-h-7 pt-2 text-ink-soft text-note">{known && whatIsKept(email.snippet, known)}</p>
    </>
  );
}

function whatIsKept(
  snippet: string | null,
  { is_cut, quotes_left_out }: { readonly is_cut: boolean; readonly quotes_left_out: boolean },
): string {
  if (!snippet) return "The text of this mail is not kept here.";
  const cut = is_cut ? "Only the first 500 characters are kept." : "This is the whole text; attachments are not kept.";
  return quotes_left_out ? `${cut} What it quotes of earlier mails is left out.` : cut;
}
