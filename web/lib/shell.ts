/** Stands for an id in the exported build; the API process puts the real one in its place (gametape/surfaces/site.py). */
export const SHELL_SEGMENT = "shell-segment";

/** An export needs one page per dynamic route; a hosted build renders each on demand. */
export function shellParams<K extends string>(key: K): Record<K, string>[] {
  return process.env.WEB_OUTPUT === "export" ? [{ [key]: SHELL_SEGMENT } as Record<K, string>] : [];
}
