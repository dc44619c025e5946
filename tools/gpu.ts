// npm run bench:gpu: the WebGPU engine on this machine's GPU, compared bit for bit with the CPU engine, and timed in relation to copies within GPU memory.
// `-- --browser` runs it in Chromium instead of in Node, `-- --out FILE` writes all figures as JSON, `-- --software` accepts an adapter that
// computes on the CPU, to try the script, `-- --cases N` and `-- --seed N` choose other random cases. `-- --build` only writes build/gpu/bench.mjs, which runs
// on another machine with Node and node_modules/webgpu next to it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleForNode } from './gpu/bundle';

const { values } = parseArgs({ options: { browser: { type: 'boolean' }, build: { type: 'boolean' } }, strict: false });
if (values.browser) {
  const { inChromium } = await import('./gpu/inChromium');
  await inChromium();
} else {
  await bundleForNode('tools/gpu/inNode.ts', 'build/gpu', 'bench.mjs');
  if (!values.build) await import(pathToFileURL(join('build', 'gpu', 'bench.mjs')).href);
}
