/* The one tooltip of a page, for every element with `data-hint`. It is made when it is first wanted. */

const GAP = 6; // pixels between an element and its hint

let box: HTMLElement | null = null;
let owner: Element | null = null;

/** Shows the element's hint beside it, until the pointer or the focus leaves, or Escape is pressed. */
export function showHint(element: HTMLElement): void {
  if (owner === element || !element.dataset.hint) return;
  hideHint();
  box ??= makeBox();
  box.textContent = element.dataset.hint;
  box.showPopover();
  const place = element.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const isRoomBelow = place.bottom + GAP + height < innerHeight;
  box.style.left = `${Math.max(GAP, Math.min(place.left, innerWidth - width - GAP))}px`;
  box.style.top = `${isRoomBelow ? place.bottom + GAP : place.top - GAP - height}px`;
  element.setAttribute("aria-describedby", box.id);
  owner = element;
}

function hideHint(): void {
  owner?.removeAttribute("aria-describedby");
  owner = null;
  box?.hidePopover();
}

function makeBox(): HTMLElement {
  const made = document.createElement("div");
  made.id = "hint";
  made.className = "hint";
  made.role = "tooltip";
  made.popover = "manual";
  (document.querySelector("main") ?? document.body).append(made);
  const leave = (event: Event) => {
    if (owner && event.target instanceof Node && owner.contains(event.target)) hideHint();
  };
  document.addEventListener("pointerout", leave);
  document.addEventListener("focusout", leave);
  document.addEventListener("pointerdown", hideHint); // what is pressed may go
  addEventListener("scroll", hideHint, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideHint());
  return made;
}
