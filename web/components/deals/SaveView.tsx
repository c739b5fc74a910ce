"use client";

import { Panel, WAITING } from "@/components/shared/Panel";
import { piece } from "@/components/shared/piece";

const NameView = piece(() => import("./NameView"), WAITING);

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
