import { Gone } from "@/components/shared/Gone";
import { Problem } from "@/components/shared/Problem";
import { explain } from "@/lib/api";
import { DealCrumbs } from "./DealCrumbs";

/** What stands in a deal's place when it is not there, or could not be asked for. */
export default function NoDeal({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const gone = ["not_found", "bad_request"].includes(explain(error).code);
  return (
    <>
      <DealCrumbs name={gone ? "Not found" : "Deal"} />
      <h1 className="pt-2 font-semibold text-title">{gone ? "Deal not found" : "The deal could not be loaded"}</h1>
      {gone ? (
        <Gone error={error} href="/opportunities/" label="Back to deals" />
      ) : (
        <Problem error={error} retry={retry} />
      )}
    </>
  );
}
