import { useEffect, useState } from "react";
import { type Anchor, parseAnchor } from "./anchor";

/** Where the address points to. A new object for every time somebody goes there, be it to the same place. */
export function useAnchor(): Anchor | null {
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  useEffect(() => {
    const follow = () => setAnchor(parseAnchor(location.hash));
    function again(event: MouseEvent) {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (location.hash && link?.getAttribute("href") === location.hash) follow(); // the browser tells of new ones only
    }
    follow();
    addEventListener("hashchange", follow);
    document.addEventListener("click", again);
    return () => {
      removeEventListener("hashchange", follow);
      document.removeEventListener("click", again);
    };
  }, []);
  return anchor;
}
