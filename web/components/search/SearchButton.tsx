/** Opens the search over everything; the early script of the page hears the click, before hydration too. */
export function SearchButton() {
  return (
    <button
      type="button"
      data-opens="search"
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-9 items-center gap-3 rounded-small border border-line bg-sheet px-3 text-ink-soft hover:border-line-strong hover:text-ink max-wide:h-11 full:w-64"
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="full:hidden">
        <path
          d="M10.5 10.5 14 14M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      </svg>
      <span className="flex-1 text-left max-wide:sr-only">
        Search<span className="max-full:hidden"> deals, people, calls</span>
      </span>
      <kbd className="whitespace-nowrap font-sans text-note max-full:hidden">Ctrl K</kbd>
    </button>
  );
}
