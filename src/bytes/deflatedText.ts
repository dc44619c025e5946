// With a checksum: a link that lost a letter on its way must not show another picture.
const format = 'deflate';

// A piece inflates to a thousand times its length at most, and a browser does so in one go, however much of it is read.
const pieceLength = 256;

/** Bytes, deflated, as text in the characters of base64url. */
export async function deflatedText(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = streamOf(bytes, bytes.length).pipeThrough(new CompressionStream(format));
  const deflated = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (const byte of deflated) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The bytes that deflatedText made a text of. Never throws: `undefined` when it is no such text, or when more than `most` bytes come out of it,
 * which then are not waited for.
 */
export async function inflatedBytes(text: string, most: number): Promise<Uint8Array | undefined> {
  const deflated = base64Bytes(text);
  if (!deflated) return undefined;
  const reader = streamOf(deflated, pieceLength).pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > most) {
        await reader.cancel();
        return undefined;
      }
      parts.push(part.value);
    }
  } catch {
    // Whatever a stream throws here, the text is to blame.
    return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Bytes in pieces, each when it is asked for. */
function streamOf(bytes: Uint8Array<ArrayBuffer>, pieceLength: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + pieceLength));
      at += pieceLength;
      if (at >= bytes.length) controller.close();
    },
  });
}

function base64Bytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
