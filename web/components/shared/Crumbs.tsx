import { PageLink } from "./PageLink";

type Crumb = { readonly href: string; readonly label: string };

/** The way up from a page: the pages above it, then its own name. */
export function Crumbs({ up, name }: { readonly up: readonly Crumb[]; readonly name: string }) {
  return (
    <nav aria-label="Breadcrumb" className="pt-4 text-ink-soft text-note">
      <ol className="flex flex-wrap items-center gap-x-2">
        {up.map(({ href, label }) => (
          <li key={href} className="flex items-center gap-x-2">
            <PageLink href={href} className="flex h-9 items-center hover:text-ink hover:underline">
              {label}
            </PageLink>
            <span aria-hidden="true">/</span>
          </li>
        ))}
        <li dir="auto" aria-current="page" className="max-w-full truncate">
          {name}
        </li>
      </ol>
    </nav>
  );
}
