import { anchorTo } from "@/lib/anchor";
import type { Side } from "@/lib/api";
import { clock } from "@/lib/clock";
import { PageLink } from "./PageLink";

const HUES: Record<Side, string> = {
  ours: "text-ours border-ours",
  theirs: "text-theirs border-theirs",
  unknown: "text-ink-soft border-line-strong",
};

/** Words that were said or written, checked against the source, and the way to the place where they stand. */
export function Quoted({
  quote,
  side,
  speaker,
  place,
  deal,
  page = deal && `/opportunities/${deal}/`,
  note,
}: {
  readonly quote: string;
  readonly side: Side;
  readonly speaker: string | null;
  readonly place: { readonly call: string; readonly ms: number } | { readonly email: string };
  /** The deal's page, where the link leads to another one. */
  readonly deal?: string | undefined;
  /** The page with the place, where it is neither this page nor a deal's. */
  readonly page?: string | undefined;
  /** What else there is to say of it: when, on which deal. */
  readonly note?: string | undefined;
}) {
  const hash = "call" in place ? anchorTo("call", place.call, place.ms / 1000) : anchorTo("email", place.email);
  const Link = page ? PageLink : "a";
  const where = "call" in place ? clock(place.ms / 1000) : "email";
  return (
    <blockquote className={`border-l-2 pl-3 ${HUES[side]}`}>
      <p dir="auto" className="max-w-[46rem] break-words text-ink">
        “{quote}”
      </p>
      <footer className="text-note">
        <bdi>{speaker ?? "unknown speaker"}</bdi>
        <span className="text-ink-soft">{note && ` · ${note}`} · </span>
        <Link
          href={page ? `${page}${hash}` : hash}
          className="-my-1 inline-block py-1 text-accent tabular-nums underline underline-offset-4"
        >
          <span className="sr-only">Open at </span>
          {where}
        </Link>
      </footer>
    </blockquote>
  );
}
