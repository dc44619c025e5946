import { type ByteSource, checkRange } from './byteSource';

/**
 * The bytes [start, end) of another source as a source, such as a model in a bundle. Nothing is copied.
 * @throws ModelError `truncated` if the part is not inside the source
 */
export function partSource(source: ByteSource, start: number, end: number, name: string): ByteSource {
  checkRange(start, end, source.byteLength);
  const byteLength = end - start;
  return {
    name,
    byteLength,
    bytesPerRequest: source.bytesPerRequest,
    async slice(from, to, signal) {
      checkRange(from, to, byteLength);
      return source.slice(start + from, start + to, signal);
    },
    ...(source.chunks && {
      chunks(from, to, signal) {
        checkRange(from, to, byteLength);
        return source.chunks!(start + from, start + to, signal);
      },
    }),
  };
}
