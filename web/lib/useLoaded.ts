import { useEffect, useState } from "react";

/** What a file of its own exports, once it is there; null until then. Unlike `lazy`, whose fallback React keeps for 300 ms
 * at least, it shows the moment it can. */
export function useLoaded<T>(file: Promise<{ readonly default: T }>): T | null {
  const [loaded, setLoaded] = useState<{ readonly it: T } | null>(null);
  useEffect(() => {
    file.then(
      (found) => setLoaded({ it: found.default }),
      (error) =>
        setLoaded(() => {
          throw error; // while rendering, so that it reaches the page that says so
        }),
    );
  }, [file]);
  return loaded?.it ?? null;
}
