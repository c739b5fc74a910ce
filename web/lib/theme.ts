/** The reader's choice of theme: their system's, unless they said otherwise in this browser. */
export type Theme = "auto" | "light" | "dark";

export const THEMES: readonly Theme[] = ["auto", "light", "dark"];

/** Runs before anything is painted, and again when the choice or the system's theme changes. */
export const THEME_SCRIPT = `(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let theme = "auto";
    try { theme = localStorage.getItem("gametape.theme") || theme; } catch {}
    document.documentElement.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("gametape:theme", apply);
})()`;

export function storedTheme(): Theme {
  try {
    const found = localStorage.getItem("gametape.theme");
    return THEMES.find((theme) => theme === found) ?? "auto";
  } catch {
    return "auto";
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem("gametape.theme", theme);
  } catch {
    // A browser that keeps nothing follows the system.
  }
  dispatchEvent(new Event("gametape:theme"));
}
