/** Who speaks when a score or a claim is contested: asked once, kept in this browser. */
const KEY = "gametape.author";

export function storedAuthor(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function storeAuthor(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Then it is asked again.
  }
}
