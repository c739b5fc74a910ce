import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type ChangeAddress = (part: Readonly<Record<string, string | null>>) => void;

/** The query of the page's address, and a way to change some of it. Each change is a step that back undoes. */
export function useAddress(): [URLSearchParams, ChangeAddress] {
  const params = useSearchParams();
  const change = useCallback<ChangeAddress>((part) => {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(part)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    url.hash = "";
    if (url.href !== location.href) history.pushState(null, "", url);
  }, []);
  return [params, change];
}
