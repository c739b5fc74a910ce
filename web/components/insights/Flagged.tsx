import { anchorTo, anchorToTurn } from "@/lib/anchor";
import type { DealInsights } from "@/lib/api";
import { plural } from "@/lib/format";

/** Passages that look like prompt injection: they changed nothing, and a person should see them. */
export function Flagged({ flags }: { readonly flags: DealInsights["flagged"] }) {
  if (flags.length === 0) return null;
  return (
    <details className="text-note">
      <summary className="py-1 text-attention">
        {plural(flags.length, "passage")} {flags.length === 1 ? "looks" : "look"} like prompt injection
      </summary>
      <p className="text-ink-soft">Treated as conversation text only; it does not change any score.</p>
      <ul>
        {flags.map(({ type, id, turn, excerpt, tricks }) => (
          <li key={`${type} ${id} ${turn}`} className="max-w-[46rem] break-words border-line border-t py-1.5">
            “{excerpt}”{" "}
            <span className="text-ink-soft">{tricks.map((trick) => trick.replaceAll("_", " ")).join(", ")}</span>{" "}
            <a
              href={type === "call" && typeof turn === "number" ? anchorToTurn(id, turn) : anchorTo(type, id)}
              className="text-accent underline underline-offset-4"
            >
              {type === "call" ? "in the call" : "in the email"}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
