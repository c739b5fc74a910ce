"use client";

import { useState } from "react";
import { Problem } from "@/components/shared/Problem";
import type { Agreement, LearningDimension, RepDetail } from "@/lib/api";
import { AgreementLine } from "./AgreementLine";
import { NewAgreement } from "./NewAgreement";

/** What the rep and their manager agreed to work on, and what later calls show of it. */
export function Agreements({
  rep,
  agreements,
  error,
  again,
  renew,
  dimensions,
}: {
  readonly rep: RepDetail;
  readonly agreements: readonly Agreement[] | undefined;
  readonly error: unknown;
  readonly again: () => void;
  readonly renew: (agreements: Agreement[]) => void;
  readonly dimensions: readonly LearningDimension[];
}) {
  const [isNew, setNew] = useState(false);
  if (error && !agreements) return <Problem error={error} retry={again} />;
  if (!agreements) return <div aria-hidden="true" className="waiting h-16" />;
  return (
    <>
      {agreements.length === 0 && !isNew && (
        <p className="max-w-[46rem] text-ink-soft">
          No goal yet. Pick one behavior and a target; later calls show whether it changes.
        </p>
      )}
      <ul>
        {agreements.map((agreement) => (
          <AgreementLine key={agreement.id} repId={rep.id} agreement={agreement} renew={renew} />
        ))}
      </ul>
      {isNew ? (
        <NewAgreement
          rep={rep}
          dimensions={dimensions}
          done={(all) => {
            setNew(false);
            renew(all);
          }}
          cancel={() => setNew(false)}
        />
      ) : (
        <button
          type="button"
          disabled={dimensions.length === 0}
          onClick={() => setNew(true)}
          className="mt-2 h-9 rounded-small border border-line-strong px-4 hover:border-ink disabled:text-ink-soft max-wide:h-11"
        >
          New coaching goal
        </button>
      )}
    </>
  );
}
