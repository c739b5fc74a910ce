import { clock } from "@/lib/clock";
import { gongAddress } from "@/lib/gong";

/** The way to the recording, at the second that is read. */
export function OpenInGong({ url, seconds }: { readonly url: string | null; readonly seconds: number | null }) {
  const address = gongAddress(url, seconds);
  if (!address) return <span className="text-ink-soft text-note">No Gong link for this call.</span>;
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex h-9 items-center text-accent tabular-nums underline underline-offset-4 max-wide:h-11"
    >
      Open in Gong{seconds === null ? "" : ` at ${clock(seconds)}`}
    </a>
  );
}
