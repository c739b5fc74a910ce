import { useEffect } from "react";

/** Names the window after what it shows, once that is known and has a name. The router names it after the page, and may
 * do so later than the answer comes: so the name is put back. */
export function useTitle(name: string | null | undefined): void {
  useEffect(() => {
    if (!name) return;
    const title = `${name} · gametape`;
    const put = () => {
      if (document.title !== title) document.title = title;
    };
    put();
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [name]);
}
