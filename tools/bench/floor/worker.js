// Reads a file, counts the 32-bit words that are not zero for each pixel, and draws the shares as shades of gray. Without `steps` it reads and
// counts the complete file. Each step is a list of ranges [start, end), which are read together; the words of the last step are counted.
addEventListener('message', async ({ data: { file, pixelCount, steps = [[[0, file.size]]] } }) => {
  let bytes;
  for (const ranges of steps) {
    bytes = await Promise.all(ranges.map(([start, end]) => file.slice(start, end).arrayBuffer()));
  }
  const [counted] = bytes;
  const pixels = shades(new Uint32Array(counted, 0, counted.byteLength >> 2), pixelCount);
  postMessage(pixels, [pixels.buffer]);
});

function shades(words, pixelCount) {
  const pixels = new Uint8ClampedArray(4 * pixelCount);
  let at = 0;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const start = at;
    const end = Math.floor(((pixel + 1) * words.length) / pixelCount);
    let nonzeros = 0;
    for (; at < end; at++) if (words[at] !== 0) nonzeros++;
    const shade = 255 - (255 * nonzeros) / Math.max(1, end - start);
    pixels.fill(shade, 4 * pixel, 4 * pixel + 3);
    pixels[4 * pixel + 3] = 255;
  }
  return pixels;
}

// Browsers optimize a function after it has run for a while.
const sample = Uint32Array.from({ length: 1 << 18 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 31);
for (let round = 0; round < 20; round++) shades(sample, 1 << 14);
postMessage(undefined);
