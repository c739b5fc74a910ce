"use client";

import { Panel, WAITING } from "@/components/shared/Panel";
import { piece } from "@/components/shared/piece";
import type { Choice } from "./Choices";
import { ClearButton } from "./ClearButton";

const Choices = piece(() => import("./Choices"), WAITING);

/** A pill that opens a list of choices; several may be taken. */
export function ChoiceFilter<T extends string>({
  label,
  chosen,
  choices,
  choose,
}: {
  readonly label: string;
  readonly chosen: readonly T[];
  readonly choices: readonly Choice<T>[] | undefined;
  readonly choose: (values: readonly T[]) => void;
}) {
  return (
    <span className="flex items-center">
      <Panel
        label={<span>{chosen.length ? `${label}: ${named(chosen, choices)}` : label}</span>}
        active={chosen.length > 0}
      >
        {() => (
          <Choices
            label={label}
            chosen={chosen}
            choices={choices ?? []}
            choose={(values) => choose(values as readonly T[])}
          />
        )}
      </Panel>
      {chosen.length > 0 && <ClearButton what={label} clear={() => choose([])} />}
    </span>
  );
}

function named<T extends string>(chosen: readonly T[], choices: readonly Choice<T>[] | undefined): string {
  const first = choices?.find(({ value }) => value === chosen[0])?.text ?? chosen[0];
  return chosen.length > 1 ? `${first} +${chosen.length - 1}` : `${first}`;
}
