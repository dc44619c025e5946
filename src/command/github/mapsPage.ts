import { writeFile } from 'node:fs/promises';
import { escapeMarkup } from '../../exports/escapeMarkup';
import { figureOf } from '../../exports/figure';
import { figureSvg } from '../../exports/figureSvg';
import { cpuEngine } from '../../kernels/cpuEngine';
import { wasmEngine } from '../../kernels/wasmEngine';
import type { TimedAnalysis } from '../../sparsity/timedAnalysis';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { parseView } from '../../views/matrixView';
import { tensorMapOf } from '../../views/tensorMap';
import { UsageError } from '../arguments';

/** A map with its caption, as SVG. Blocks that break the pattern are marked. @param modelName path in the repository */
export async function mapSvg(tensor: WeightTensor, analysis: TimedAnalysis, modelName: string): Promise<string> {
  const engine = wasmEngine() ?? cpuEngine();
  const tensorMap = await tensorMapOf(tensor, parseView(''), analysis, (mask) => engine.pyramidOf(mask));
  return figureSvg(figureOf(tensorMap, { modelName }, { coloring: 'nonzero', theme: 'light', required: true }));
}

/**
 * Writes all maps as one HTML page without scripts. One file, because GitHub shows it in the browser without an archive around it.
 * @throws UsageError if the file cannot be written
 */
export async function writeMapsPage(path: string, svgs: readonly string[]): Promise<void> {
  const title = escapeMarkup('Prunescope: maps of the checked tensors');
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
body { margin: 24px; font-family: system-ui, sans-serif; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 24px; }
div > svg { width: 100%; height: auto; max-height: 480px; }
</style>
</head>
<body>
<h1>${title}</h1>
<main>
${svgs.map((svg) => `<div>${svg}</div>`).join('\n')}
</main>
</body>
</html>
`;
  await writeFile(path, page).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`--maps: the page cannot be written (${cause.code ?? cause.message})`);
  });
}
