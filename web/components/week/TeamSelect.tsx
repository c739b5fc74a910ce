import { useApi } from "@/lib/api";
import { personName } from "@/lib/people";

/** Whose team is shown: everyone's, or that of a manager. */
export function TeamSelect({
  team,
  choose,
}: {
  readonly team: string | null;
  readonly choose: (team: string | null) => void;
}) {
  const { data: facets } = useApi(["/api/facets"]);
  return (
    <label className="flex items-center gap-2">
      <span className="text-ink-soft">Team</span>
      <select
        value={team ?? ""}
        onChange={(event) => choose(event.target.value || null)}
        className="h-9 min-w-0 max-w-60 rounded-small border border-line-strong bg-sheet px-2 max-wide:h-11"
      >
        <option value="">Everyone</option>
        {team && !facets?.teams.some(({ email }) => email === team) && <option value={team}>{team}</option>}
        {facets?.teams.map(({ email, name }) => (
          <option key={email} value={email}>
            {personName(name, email)}
          </option>
        ))}
      </select>
    </label>
  );
}
