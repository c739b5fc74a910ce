import { explain } from "@/lib/api";
import { PageLink } from "./PageLink";

/** What to do where an address leads to nothing that is here: the server's advice, and the way to what is. */
export function Gone({
  error,
  href,
  label,
}: {
  readonly error: unknown;
  readonly href: string;
  readonly label: string;
}) {
  return (
    <>
      <p role="alert" className="text-ink-soft">
        {explain(error).hint}
      </p>
      <PageLink href={href} className="inline-flex h-11 items-center text-accent underline underline-offset-4">
        {label}
      </PageLink>
    </>
  );
}
