/** A share as percent, with the digits that were typed: 0.805 is `80.5`. */
export function formatPercentage(share: number): string {
  return String(Number((share * 100).toPrecision(6)));
}

/** `0.02`, `1.5e-7` */
export function formatThreshold(threshold: number): string {
  return String(Number(threshold.toPrecision(4)));
}
