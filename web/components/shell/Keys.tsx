const KEYS = [
  ["Ctrl K or ⌘ K", "Search deals, people and calls"],
  ["/", "Search this list"],
  ["↑ ↓", "Move between the rows of a list"],
  ["Enter", "Open the row; in a call, the next match"],
  ["Shift Enter", "In a call, the previous match"],
  ["← →", "Move between calls and emails in the activity strip"],
  ["Esc", "Close a panel, a dialog or a hint"],
  ["?", "Show these keys"],
] as const;

/** The keys of every page; the early script of the page opens and closes it. */
export function Keys() {
  return (
    <dialog data-keys="" aria-labelledby="keys" className="palette">
      <div className="flex items-center justify-between gap-4 border-line border-b py-2 pr-2 pl-4">
        <h2 id="keys" className="font-semibold text-lead">
          Keyboard
        </h2>
        <button
          type="button"
          data-closes=""
          className="h-9 px-2 text-accent underline underline-offset-4 max-wide:h-11"
        >
          Close
        </button>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 p-4">
        {KEYS.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="whitespace-nowrap rounded-small bg-well px-1.5 py-0.5 font-sans text-note">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
