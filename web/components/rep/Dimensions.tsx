import type { LearningDimension } from "@/lib/api";
import { plural } from "@/lib/format";
import { DimensionRow } from "./DimensionRow";

interface Listed {
  readonly dimensions: readonly LearningDimension[];
  /** Their first name. */
  readonly rep: string;
}

/** All dimensions: those that differ, and folded those that do not and those of which too little is known. */
export function Dimensions({ dimensions, rep }: Listed) {
  const differing = dimensions.filter(differs);
  const alike = dimensions.filter(({ verdict }) => verdict === "no_difference");
  const unknown = dimensions.filter((one) => one.verdict === "not_enough_data" && !differs(one));
  const dimension = differing.length > 0 ? "more dimension" : "dimension";
  return (
    <>
      {differing.length > 0 && <Rows dimensions={differing} rep={rep} />}
      <Folded title={`${plural(alike.length, dimension)} with no clear difference`} dimensions={alike} rep={rep} />
      <Folded title={`${plural(unknown.length, dimension)} with not enough data`} dimensions={unknown} rep={rep} />
    </>
  );
}

/** Between won and lost deals of peers, whether or not there is enough to place the rep. */
function differs({ verdict, peers }: LearningDimension): boolean {
  return verdict === "differs" || (verdict === "not_enough_data" && peers === "differs");
}

function Rows({ dimensions, rep }: Listed) {
  return (
    <ol>
      {dimensions.map((dimension) => (
        <DimensionRow key={dimension.name} dimension={dimension} rep={rep} />
      ))}
    </ol>
  );
}

function Folded({ title, ...rows }: Listed & { readonly title: string }) {
  if (rows.dimensions.length === 0) return null;
  return (
    <details className="border-line border-t">
      <summary className="py-2.5 text-accent">{title}</summary>
      <Rows {...rows} />
    </details>
  );
}
