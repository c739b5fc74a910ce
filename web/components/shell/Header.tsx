import { SearchButton } from "@/components/search/SearchButton";
import { PageLink } from "@/components/shared/PageLink";
import { NavLink } from "./NavLink";
import { ThemeSwitch } from "./ThemeSwitch";

export function Header() {
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex min-h-14 max-w-[90rem] items-center gap-2 px-4 max-wide:flex-wrap wide:h-14 wide:gap-4 full:gap-8 full:px-8">
        <PageLink
          href="/opportunities/"
          className="flex items-center gap-2 font-semibold text-lead tracking-tight max-wide:mr-auto max-wide:h-14"
        >
          <svg width="24" height="12" viewBox="0 0 24 12" aria-hidden="true" className="text-accent">
            <g fill="none" stroke="currentColor" strokeWidth="2">
              <circle cx="6" cy="6" r="4" />
              <circle cx="18" cy="6" r="4" />
              <path d="M6 10h12" />
            </g>
          </svg>
          gametape
        </PageLink>
        <nav
          aria-label="Pages"
          className="flex flex-1 items-stretch max-wide:order-last max-wide:-mx-2 max-wide:h-11 max-wide:basis-full wide:h-full"
        >
          <NavLink href="/opportunities/">Deals</NavLink>
          <NavLink href="/team/">Team</NavLink>
          <NavLink href="/forecast/">Forecast</NavLink>
          <NavLink href="/reps/">Reps</NavLink>
          <NavLink href="/said/">Said</NavLink>
          <NavLink href="/sync/">Sync</NavLink>
        </nav>
        <SearchButton />
        <ThemeSwitch />
      </div>
    </header>
  );
}
