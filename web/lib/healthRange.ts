/** What the filter pill says: "5.0 and up", "under 5.0", "4.0 to 6.9". */
export function healthRange(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `${min.toFixed(1)} to ${max.toFixed(1)}`;
  if (min !== null) return `${min.toFixed(1)} and up`;
  return max === null ? "any" : `up to ${max.toFixed(1)}`;
}
