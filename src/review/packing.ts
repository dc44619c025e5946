/** Everything that a stream gives, deflated without a header. */
export async function deflated(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream.pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
}

export async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A multiple of three bytes, which base64 writes without padding; as many as can be arguments of a call.
const bytesAtOnce = 3 * 2 ** 13;

/** Bytes as base64, in pieces. */
export function* textOfBytes(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; start += bytesAtOnce) {
    yield btoa(String.fromCharCode(...bytes.subarray(start, start + bytesAtOnce)));
  }
}

export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is no markup, whatever stands in it. */
export function markupSafe(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]);
}
