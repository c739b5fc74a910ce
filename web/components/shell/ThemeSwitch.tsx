"use client";

import { useEffect, useState } from "react";
import { chooseTheme, storedTheme, THEMES, type Theme } from "@/lib/theme";

/** Auto, light, dark, and round again; it says which one it is. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>("auto"); // what the exported page has; the browser's choice comes after
  useEffect(() => setTheme(storedTheme()), []);

  function next() {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    setTheme(following);
    chooseTheme(following);
  }
  return (
    <button
      type="button"
      onClick={next}
      className="h-11 px-2 text-right text-ink-soft text-note hover:text-ink wide:w-28"
    >
      <span className="max-wide:sr-only">Theme: </span>
      {theme}
    </button>
  );
}
