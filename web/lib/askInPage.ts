import { preload } from "react-dom";

/** Has the page itself ask for what its script will want, so that the answers come while the script is on its way. */
export function askInPage(...addresses: readonly string[]): void {
  for (const address of addresses) preload(address, { as: "fetch", crossOrigin: "anonymous" });
}
