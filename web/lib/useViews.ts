import { useEffect, useState } from "react";
import { storedViews, storeViews, type View, withView } from "./views";

/** The reader's own views: read after the first paint, for the exported page cannot know them. */
export function useViews() {
  const [views, setViews] = useState<readonly View[]>([]);
  useEffect(() => setViews(storedViews(localStorage)), []);

  function keep(next: readonly View[]) {
    setViews(next);
    storeViews(localStorage, next);
  }
  return {
    views,
    save: (view: View) => keep(withView(views, view)),
    remove: (name: string) => keep(views.filter((view) => view.name !== name)),
  };
}
