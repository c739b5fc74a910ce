/** Works before any other script of the page has run, and stays: opens the search on Ctrl or Cmd with K, the list's own
 * search on `/`, and the list of keys on `?`. What is typed then goes into boxes of the page itself. Clicks on buttons that React does not hear yet
 * are kept and repeated on `gametape:ready`. */
export const EARLY_SCRIPT = `(() => {
  const openSearch = () => document.querySelector("dialog[data-search]")?.showModal();
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.key === undefined) return;
    const hasCommand = event.metaKey || event.ctrlKey;
    if (hasCommand && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      const open = document.querySelector("dialog[data-search][open]");
      open ? open.close() : openSearch();
    }
    if (!hasCommand && event.key === "?" && !event.target.closest?.("input, textarea, select, dialog")) {
      document.querySelector("dialog[data-keys]")?.showModal();
    }
    if (!hasCommand && event.key === "/" && !event.target.closest?.("input, textarea, select, dialog")) {
      const box = document.querySelector("[data-list-search]");
      if (!box) return;
      event.preventDefault();
      box.select();
    }
  });
  const kept = [];
  const keep = (event) => {
    const button = event.target.closest?.("button:not([data-opens], [data-closes])");
    if (button) kept.push(button);
  };
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-opens=search]")) openSearch();
    if (target.closest?.("[data-closes]") || target.matches?.("dialog[data-keys]")) target.closest("dialog").close();
  });
  document.addEventListener("click", keep);
  addEventListener("gametape:ready", () => {
    document.removeEventListener("click", keep);
    for (const button of kept) button.click();
  }, { once: true });
})()`;

/** Tells the early script that React hears clicks from now on. */
export function tellReady(): void {
  dispatchEvent(new Event("gametape:ready"));
}
