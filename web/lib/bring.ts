/** Brings an element to the top of the screen, unless most of what is seen is of it already. */
export function bring(element: Element | null): void {
  if (!element) return;
  const { top, bottom } = element.getBoundingClientRect();
  const isRead = top < innerHeight * 0.5 && bottom > innerHeight * 0.5 && top > -element.clientHeight;
  if (!isRead) element.scrollIntoView({ block: "start" });
}
