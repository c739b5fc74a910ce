/** Where a call is heard in Gong, at a second of it. Null for anything that is no web address: the source's text is not trusted. */
export function gongAddress(url: string | null, seconds: number | null): string | null {
  if (!url || !URL.canParse(url)) return null;
  const address = new URL(url);
  if (!["https:", "http:"].includes(address.protocol)) return null;
  if (seconds !== null) address.searchParams.set("t", String(Math.floor(seconds)));
  return address.href;
}
