import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type ChangeUrl = (values: Readonly<Record<string, string | null>>, how?: "push" | "replace") => void;

/** The values in the URL's query, and a way to change some of them: null takes one away. */
export function useUrlValues(): [URLSearchParams, ChangeUrl] {
  const params = useSearchParams();
  const change = useCallback<ChangeUrl>((values, how = "push") => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(values)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    const url = query.size ? `?${query}` : location.pathname;
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, []);
  return [new URLSearchParams(params.toString()), change];
}
