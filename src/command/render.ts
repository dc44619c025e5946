import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ByteSource } from '../bytes/byteSource';
import { sha256OfSource } from '../bytes/diskSource';
import { figureOf } from '../exports/figure';
import { figureSvg } from '../exports/figureSvg';
import { isMagnitudeColoring } from '../heatmap/coloring';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { type OpenedModel, openModel } from '../model/openModel';
import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import { selectedTensors } from '../sparsity/tensorSelection';
import { modelsIn } from '../tflite/bundle';
import type { ExternalFile } from '../tflite/externalData';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { type MatrixView, shownView, viewText } from '../views/matrixView';
import { tensorMapOf } from '../views/tensorMap';
import { type RenderArguments, UsageError } from './arguments';
import { openFile } from './openFile';

// The build puts it beside the command.
const fontPath = fileURLToPath(new URL('Inter_400Regular.ttf', import.meta.url));

/**
 * Draws a tensor into a file, from the same scene as the page.
 * @throws ModelError, UsageError for a tensor, a view or a window that is not there
 */
export async function render(args: RenderArguments): Promise<void> {
  const file = await openFile(args.file);
  try {
    const { source, opened, tensor } = await tensorNamed(
      await modelsIn(file.source),
      file.externalFile,
      args.reference,
    );
    const asked = viewText(args.view);
    if (asked !== '' && viewText({ ...shownView(tensor, args.view), ...onlyLayout(args) }) !== asked) {
      throw new UsageError(`--view ${asked}: a tensor of shape [${tensor.shape.join(', ')}] has no such view`);
    }
    const analysis = await opened.analysisOf(tensor, args.pattern);
    const tensorMap = await tensorMapOf(tensor, args.view, analysis, (mask) => engine().pyramidOf(mask));
    const svg = figureSvg(
      figureOf(
        tensorMap,
        { modelName: source.name, sha256: await sha256OfSource(source) },
        {
          window: windowIn(tensorMap.view, args.rows, args.columns),
          coloring: args.coloring,
          magnitudes: isMagnitudeColoring(args.coloring)
            ? await opened.magnitudesOf(tensor, tensorMap.view)
            : undefined,
          theme: args.theme,
        },
      ),
    );
    await writeFile(args.out, args.format === 'svg' ? svg : await pngOf(svg, args.scale)).catch(notWritten);
  } finally {
    await file.close();
  }
}

/** The default layout of a tensor goes without saying where it is read, but not where it was asked for. */
function onlyLayout({ view }: RenderArguments) {
  return view.layout === 'rows' || view.layout === 'filters' ? { layout: view.layout } : {};
}

function engine() {
  return wasmEngine() ?? cpuEngine();
}

type NamedTensor = { readonly source: ByteSource; readonly opened: OpenedModel; readonly tensor: WeightTensor };

/** The one tensor that a reference names, of all models of a file. */
async function tensorNamed(
  sources: readonly ByteSource[],
  externalFile: ExternalFile,
  reference: string,
): Promise<NamedTensor> {
  const found: NamedTensor[] = [];
  const listed: string[] = [];
  for (const source of sources) {
    const member = source.name.split('/').slice(1).join('/');
    const prefix = member === '' ? '' : `${member}#`;
    const opened = await openModel(source, { engineFor: engine, exact: true, externalFile });
    const { tensors } = opened.contents;
    listed.push(...tensors.map((tensor) => `${prefix}${tensorKey(tensor)} (${tensor.name})`));
    const own = prefix !== '' && reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
    found.push(...selectedTensors(tensors, own).map((tensor) => ({ source, opened, tensor })));
  }
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    const some = listed.slice(0, 5).join(', ') || 'none, since there are no weight tensors';
    throw new UsageError(`--tensor ${reference}: no weight tensor matches; expected one of ${some}`);
  }
  const names = found.slice(0, 5).map(({ tensor }) => `${tensorKey(tensor)} (${tensor.name})`);
  throw new UsageError(
    `--tensor ${reference}: ${found.length} tensors match, such as ${names.join(', ')}; expected one`,
  );
}

function windowIn(view: MatrixView, rows: Span | undefined, columns: Span | undefined): MatrixWindow {
  const [rowStart, rowEnd] = spanIn('rows', rows, view.rowCount);
  const [columnStart, columnEnd] = spanIn('columns', columns, view.columnCount);
  return { rowStart, rowEnd, columnStart, columnEnd };
}

function spanIn(name: string, span: Span | undefined, count: number): Span {
  if (span && span[1] > count) {
    throw new UsageError(
      `--${name} ${span.join(':')}: the tensor is drawn with ${count} ${name}; expected at most 0:${count}`,
    );
  }
  return span ?? [0, count];
}

async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  // Loaded when it is needed: reports start faster without.
  const { Resvg } = await import('@resvg/resvg-js').catch(noRasterizer);
  const options = {
    fitTo: { mode: 'zoom' as const, value: scale },
    // A bare machine has no fonts, and text would come out blank. Letters that ours lacks are looked for among the system's.
    font: {
      fontFiles: [fontPath],
      loadSystemFonts: /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/u.test(svg),
      defaultFontFamily: 'Inter',
    },
  };
  return new Resvg(svg, options).render().asPng();
}

/** The rasterizer is native code, an optional package for each platform: it can be missing. */
function noRasterizer(): never {
  throw new UsageError(
    `--out: a PNG needs the package @resvg/resvg-js with its binary for ${process.platform}-${process.arch}; install it, or write an .svg`,
  );
}

function notWritten(cause: NodeJS.ErrnoException): never {
  throw new UsageError(`--out: the picture could not be written (${cause.code ?? cause.message})`);
}
