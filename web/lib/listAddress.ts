/** Where the reader last was in the list, so that a way back from a deal keeps the filters. */
const KEY = "gametape.list";

export function rememberList(query: string): void {
  try {
    sessionStorage.setItem(KEY, query);
  } catch {
    // Then the way back leads to all deals.
  }
}

export function listAddress(): string {
  try {
    const query = sessionStorage.getItem(KEY);
    return query ? `/opportunities/?${query}` : "/opportunities/";
  } catch {
    return "/opportunities/";
  }
}
