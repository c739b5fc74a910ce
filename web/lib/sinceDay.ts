import { localDay } from "./format";

const DAY = 86_400_000;

/** The last Monday before a day, "2026-11-30": on a Monday, that of the week before, of which a manager wants to hear. */
export function mondayBefore(today: string): string {
  const date = new Date(`${today}T12:00:00`);
  return localDay(new Date(date.getTime() - ((date.getDay() + 6) % 7 || 7) * DAY));
}

export function daysBefore(today: string, days: number): string {
  return localDay(new Date(Date.parse(`${today}T12:00:00`) - days * DAY));
}
