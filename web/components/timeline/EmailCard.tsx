import type { EmailItem } from "@/lib/api";
import { timeOfDay } from "@/lib/format";
import { personName, shortName } from "@/lib/people";
import { Card, type CardFolding } from "./Card";
import { EmailBody } from "./EmailBody";
import { Mark } from "./Mark";

/** A mail: from whom to whom, about what, and how it begins. */
export function EmailCard({ email, ...folding }: CardFolding & { readonly email: EmailItem }) {
  const from = email.sender ? shortName(personName(null, email.sender)) : "somebody";
  return (
    <Card
      anchor={`email-${email.id}`}
      mark={<Mark type="email" side={email.direction} />}
      line={
        <span className="block min-w-0">
          <span className="sr-only">Email: </span>
          <span dir="auto" className="block truncate">
            {email.subject ?? "no subject"}
          </span>
          <span className="block truncate text-ink-soft text-note">
            {email.sent_at && `${timeOfDay(email.sent_at)} · `}
            {email.is_automatic && "automatic · "}
            {email.among_ourselves && "internal · "}
            <span data-side={email.direction} className="data-[side=ours]:text-ours data-[side=theirs]:text-theirs">
              {from}
            </span>
            {toWhom(email.recipients)}
            {email.snippet && !folding.isOpen && (
              <>
                {" "}
                · <bdi>{email.snippet}</bdi>
              </>
            )}
          </span>
        </span>
      }
      {...folding}
    >
      <EmailBody email={email} />
    </Card>
  );
}

function toWhom(recipients: readonly string[]): string {
  const [first, ...others] = recipients;
  if (!first) return "";
  return ` to ${shortName(personName(null, first))}${others.length ? ` and ${others.length} more` : ""}`;
}
