import { useCallback, useEffect, useState } from "react";

/** Which items of a deal's timeline are unfolded; remembered in this tab, so that back and reload find them so. */
export function useOpened(dealId: string) {
  const key = `gametape.opened.${dealId}`;
  const [opened, setOpened] = useState(() => stored(key));
  useEffect(() => {
    try {
      sessionStorage.setItem(key, opened.join(" "));
    } catch {
      // A browser that keeps nothing: they stay open until the page is left.
    }
  }, [key, opened]);

  const open = useCallback((id: string) => setOpened((all) => (all.includes(id) ? all : [...all, id])), []);
  const toggle = useCallback(
    (id: string) => setOpened((all) => (all.includes(id) ? all.filter((other) => other !== id) : [...all, id])),
    [],
  );
  return { opened, open, toggle };
}

function stored(key: string): readonly string[] {
  try {
    return sessionStorage.getItem(key)?.split(" ").filter(Boolean) ?? [];
  } catch {
    return [];
  }
}
