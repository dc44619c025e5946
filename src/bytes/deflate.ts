// Two formats of deflated bytes as text. Files and links in both exist outside, so neither may change:
// - review files: deflate-raw, base64 with padding
// - links: deflate with a checksum (zlib), base64url without padding. The checksum detects links that were cut or changed on their way.

const fileFormat = 'deflate-raw';
const linkFormat = 'deflate';

// A multiple of 3 bytes, which base64 writes without padding, and no more than a call takes as arguments.
const bytesPerPiece = 3 * 2 ** 13;
const charactersPerPiece = (bytesPerPiece / 3) * 4;
// Decoding this many pieces takes a few milliseconds.
const piecesPerTurn = 16;
// Deflate expands at most about a thousand times, and browsers inflate all of a chunk before they return any of it.
const inflatedChunk = 256;

/** Deflates a stream for a review file, without header and checksum. */
export function deflated(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return allBytes(stream.pipeThrough(new CompressionStream(fileFormat)));
}

/**
 * Inflates base64 text of a review file. Yields to the page every few pieces.
 * @throws TypeError for damaged data, DOMException for characters outside of base64
 */
export function inflated(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  let start = 0;
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (start >= base64.length) return controller.close();
      if (start % (piecesPerTurn * charactersPerPiece) === 0) await new Promise((resolve) => setTimeout(resolve));
      controller.enqueue(bytesOfBase64(base64.slice(start, start + charactersPerPiece)));
      start += charactersPerPiece;
    },
  });
  return allBytes(pieces.pipeThrough(new DecompressionStream(fileFormat)));
}

/** Bytes as base64 with padding, in pieces. */
export function* base64Pieces(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; start += bytesPerPiece) {
    yield btoa(String.fromCharCode(...bytes.subarray(start, start + bytesPerPiece)));
  }
}

/** Bytes deflated for a link, as base64url. */
export async function deflatedForLink(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = await allBytes(chunked(bytes, bytes.length).pipeThrough(new CompressionStream(linkFormat)));
  return [...base64Pieces(packed)].join('').replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * Inflates what `deflatedForLink` wrote. Never throws.
 * @param maxBytes inflating stops after this many bytes
 * @returns undefined for text that is invalid or damaged, or inflates to more than `maxBytes`
 */
export async function inflatedFromLink(base64url: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const packed = bytesOfBase64url(base64url);
  if (!packed) return undefined;
  const reader = chunked(packed, inflatedChunk).pipeThrough(new DecompressionStream(linkFormat)).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return undefined;
      }
      parts.push(part.value);
    }
  } catch {
    // Errors of the stream are errors in the text.
    return undefined;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Number of bytes after gzip, at the default level. Rejects with the error of `parts`. */
export async function gzipSize(parts: AsyncIterable<Uint8Array>): Promise<number> {
  const { readable, writable } = new CompressionStream('gzip');
  const writer = writable.getWriter();

  async function write(): Promise<void> {
    try {
      for await (const part of parts) await writer.write(part as Uint8Array<ArrayBuffer>);
      await writer.close();
    } catch (thrown) {
      await writer.abort(thrown);
      throw thrown;
    }
  }

  async function length(): Promise<number> {
    let total = 0;
    const reader = readable.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) total += part.value.length;
    return total;
  }

  const [total] = await Promise.all([length(), write()]);
  return total;
}

async function allBytes(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Bytes in chunks, each made on request. */
function chunked(bytes: Uint8Array<ArrayBuffer>, length: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + length));
      at += length;
      if (at >= bytes.length) controller.close();
    },
  });
}

function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    return bytesOfBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  // Much faster than Uint8Array.from with a function per character.
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
