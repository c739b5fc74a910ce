import type { Learning } from "./api";

/** Ends of an axis, with the numbers as people read them; the API gives both. */
export type Axis = NonNullable<Learning["dimensions"][number]["axis"]>;

/** Where a value stands on the axis, in percent of its length; values beyond an end stand at that end. */
export function placeOn({ low, high }: Axis, value: number): number {
  return (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
}
