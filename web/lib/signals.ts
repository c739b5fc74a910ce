import type { Signal } from "./api";

/** Whether what stands out has the warm tone: what weighs most, and silence wherever it is told. */
export function isWarm({ name, severity }: Pick<Signal, "name" | "severity">): boolean {
  return severity === "high" || name === "no_activity" || name === "ghosted";
}
