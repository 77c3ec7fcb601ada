// Large numbers as people read them.

/** `1,234,567`, wherever the process runs. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
