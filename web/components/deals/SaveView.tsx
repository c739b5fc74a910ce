"use client";

import { lazy } from "react";
import { Panel } from "@/components/shared/Panel";

const NameView = lazy(() => import("./NameView"));

/** Keeps the present filters under a name. */
export function SaveView({ save }: { readonly save: (name: string) => void }) {
  return (
    <span className="shrink-0 pl-2">
      <Panel label="Save view">
        {(close) => (
          <NameView
            named={(name) => {
              close();
              save(name);
            }}
          />
        )}
      </Panel>
    </span>
  );
}
