/** The name to show for somebody of whom perhaps only the e-mail is known: "dana.okafor@x.com" is Dana Okafor. */
export function personName(name: string | null | undefined, email: string | null | undefined): string {
  if (name?.trim()) return name.trim();
  const local = email?.split("@")[0] ?? "";
  const words = local.split(/[._-]+/).filter(Boolean);
  return words.map((word) => word.charAt(0).toLocaleUpperCase() + word.slice(1)).join(" ") || "nobody";
}

/** The same in a narrow column: "D. Okafor". */
export function shortName(name: string): string {
  const words = name.split(/\s+/);
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${[...(words[0] ?? "")][0]}. ${last}` : last;
}

const NO_PERSON = { machine: " (bot)", room: " (room)" };

/** What stands behind the name of a program or a room, and of somebody who was invited to a call and did not come. */
export function attendance(participant: {
  readonly attended: boolean | null;
  readonly kind: "person" | "machine" | "room";
}): string {
  if (participant.kind !== "person") return NO_PERSON[participant.kind];
  return participant.attended === false ? " (did not attend)" : "";
}
