/** Everything that a stream gives, deflated without a header. */
export async function deflated(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream.pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer());
}

/** What was deflated and written as base64. The page has a turn after every few pieces of the text. */
export async function inflatedText(text: string): Promise<Uint8Array<ArrayBuffer>> {
  let start = 0;
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (start >= text.length) return controller.close();
      if (start % (piecesAtOnce * lettersAtOnce) === 0) await new Promise((resolve) => setTimeout(resolve));
      controller.enqueue(bytesOfText(text.slice(start, start + lettersAtOnce)));
      start += lettersAtOnce;
    },
  });
  const stream = pieces.pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A multiple of three bytes, which base64 writes without padding; as many as can be arguments of a call.
const bytesAtOnce = 3 * 2 ** 13;
const lettersAtOnce = (bytesAtOnce / 3) * 4;
// Some ms of work.
const piecesAtOnce = 16;

/** Bytes as base64, in pieces. */
export function* textOfBytes(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; start += bytesAtOnce) {
    yield btoa(String.fromCharCode(...bytes.subarray(start, start + bytesAtOnce)));
  }
}

function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  // Many times faster than Uint8Array.from with a function for each letter.
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
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
