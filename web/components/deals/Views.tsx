import { useApi } from "@/lib/api";
import { type Filters, toParams } from "@/lib/filters";
import { useViews } from "@/lib/useViews";
import { builtIn, shows } from "@/lib/views";
import { SaveView } from "./SaveView";
import { ViewLink } from "./ViewLink";

/** Named sets of filters: those everybody has, the reader's own, and a way to keep the present one. */
export function Views({ filters }: { readonly filters: Filters }) {
  const { views, save, remove } = useViews();
  const { data: thresholds } = useApi(["/api/thresholds"]);
  const everybodys = builtIn(thresholds?.quiet_from ?? null);
  const isNamed = [...everybodys, ...views].some((view) => shows(view, filters));
  return (
    <nav aria-label="Views" className="-mx-4 flex items-center overflow-x-auto px-4 wide:mx-0 wide:flex-wrap wide:px-0">
      {everybodys.map((view) => (
        <ViewLink key={view.name} view={view} isShown={shows(view, filters)} />
      ))}
      {views.map((view) => (
        <ViewLink key={view.name} view={view} isShown={shows(view, filters)} remove={() => remove(view.name)} />
      ))}
      {!isNamed && <SaveView save={(name) => save({ name, query: toParams(filters).toString() })} />}
    </nav>
  );
}
