import type { DealInsights } from "@/lib/api";
import { humanized, plural } from "@/lib/format";
import { Contest } from "./Contest";
import { Evidence } from "./Evidence";

/** What was talked about, most first; the clearest words for it unfold. */
export function Themes({ insights }: { readonly insights: DealInsights }) {
  if (insights.themes.length === 0) return <p className="text-ink-soft">No tracked topics came up.</p>;
  const [shown, folded] = [insights.themes.slice(0, FIRST), insights.themes.slice(FIRST)];
  return (
    <>
      <List insights={insights} themes={shown} />
      {folded.length > 0 && (
        <details className="border-line border-t">
          <summary className="py-2 text-accent text-note">{plural(folded.length, "more topic")}</summary>
          <List insights={insights} themes={folded} />
        </details>
      )}
    </>
  );
}

const FIRST = 5;

function List({ insights, themes }: { readonly insights: DealInsights; readonly themes: DealInsights["themes"] }) {
  return (
    <ul>
      {themes.map((theme) => (
        <li key={theme.id} className="border-line border-t first:border-t-0">
          <details>
            <summary className="flex min-h-9 items-center gap-2 max-wide:min-h-11">
              <span>{humanized(theme.name)}</span>
              <span className="text-ink-soft text-note tabular-nums">
                {plural(theme.turns, "time")} in {plural(theme.calls, "call")}
              </span>
            </summary>
            <div className="pb-3">
              <Evidence items={theme.evidence} />
              <Contest insights={insights} item={theme} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** Sentences of a language model, each borne out by quotes. */
export function Remarks({ insights }: { readonly insights: DealInsights }) {
  return (
    <ul className="flex flex-col gap-3">
      {insights.remarks.map((remark) => (
        <li key={remark.id}>
          <p className="max-w-[46rem] break-words">{remark.text}</p>
          <Evidence items={remark.evidence} />
          <Contest insights={insights} item={remark} />
        </li>
      ))}
    </ul>
  );
}
