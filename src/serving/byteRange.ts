/** Bytes [start, end) of a file. */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * The range that a `Range` header requests, as in RFC 9110, section 14.
 * @returns undefined for the complete file: without a header, for other units and for several ranges. `unsatisfiable` for a range without bytes
 * of the file
 */
export function requestedRange(
  header: string | undefined,
  byteLength: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, byteLength - Number(last)) : Number(first);
  const end = first === '' || last === '' ? byteLength : Math.min(byteLength, Number(last) + 1);
  // A last byte before the first one makes the header invalid, and an invalid header is ignored.
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start < end ? { start, end } : 'unsatisfiable';
}
