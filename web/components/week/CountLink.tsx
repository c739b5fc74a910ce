import { PageLink } from "@/components/shared/PageLink";
import { count } from "@/lib/format";

/** A number of deals that opens the list of just these deals; zero opens nothing. */
export function CountLink({
  deals,
  query,
  what,
  warm = false,
}: {
  readonly deals: number;
  readonly query: URLSearchParams;
  /** What is counted, for whoever does not see the heading: "open deals of Dana". */
  readonly what: string;
  readonly warm?: boolean;
}) {
  if (deals === 0) return <span className="text-ink-soft">0</span>;
  return (
    <PageLink
      href={`/opportunities/?${query}`}
      className={`-m-1.5 inline-block p-1.5 tabular-nums underline decoration-line-strong underline-offset-4 hover:text-accent ${warm ? "text-attention" : ""}`}
    >
      {count(deals)}
      <span className="sr-only"> {what}</span>
    </PageLink>
  );
}
