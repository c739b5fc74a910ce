import { useEffect, useState } from "react";

/** Whether a part of a page is folded; kept in this browser under its name. */
export function useFolded(name: string): [boolean, () => void] {
  const key = `gametape.folded.${name}`;
  const [folded, setFolded] = useState(false); // what the exported page has; the browser's choice comes after
  useEffect(() => {
    try {
      setFolded(localStorage.getItem(key) === "yes");
    } catch {
      // A browser that keeps nothing: it is open.
    }
  }, [key]);

  function toggle() {
    setFolded(!folded);
    try {
      localStorage.setItem(key, folded ? "no" : "yes");
    } catch {
      // Then it stays so until the page is left.
    }
  }
  return [folded, toggle];
}
