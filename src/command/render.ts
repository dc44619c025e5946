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
import type { ExternalFile } from '../tflite/modelFile';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { type MatrixView, shownView, viewText } from '../views/matrixView';
import { tensorMapOf } from '../views/tensorMap';
import { type ListArguments, type RenderArguments, UsageError } from './arguments';
import { baseNameOf, openFile } from './openFile';

// The build copies the font next to the command.
const fontPath = fileURLToPath(new URL('Inter_400Regular.ttf', import.meta.url));

/**
 * Draws a tensor with the scene of the page, and writes it to a file.
 * @throws UsageError if the tensor, view or window does not exist, or the file cannot be written
 * @throws ModelError if the model cannot be read
 */
export async function render(args: RenderArguments): Promise<void> {
  const file = await openFile(args.file);
  try {
    const { source, opened, tensor } = await tensorNamed(
      await modelsIn(file.source),
      file.externalFile,
      args.reference,
    );
    const requestedView = viewText(args.view);
    if (requestedView !== '' && viewText({ ...shownView(tensor, args.view), ...onlyLayout(args) }) !== requestedView) {
      throw new UsageError(
        `--view ${requestedView}: a tensor of shape [${tensor.shape.join(', ')}] does not have this view`,
      );
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

/**
 * Lists the tensors to choose from.
 * @throws UsageError with the list, because there is nothing to draw
 * @throws ModelError if the model cannot be read
 */
export async function listTensors({ file: location }: ListArguments): Promise<never> {
  const file = await openFile(location);
  try {
    const listed: string[] = [];
    for (const source of await modelsIn(file.source)) {
      const { contents } = await openModel(source, { engineFor: engine, exact: true, externalFile: file.externalFile });
      listed.push(...referencesOf(source, contents.tensors));
    }
    const example = listed.length > 0 ? `, for example --tensor ${listed[0].split(' ')[0]}` : '';
    const tensors = listed.join(', ') || 'none: there are no weight tensors';
    throw new UsageError(`render needs --tensor${example}; weight tensors of ${baseNameOf(location)}: ${tensors}`);
  } finally {
    await file.close();
  }
}

/** The layout in the form of --view. shownView leaves out the layout if it is the default of the tensor. */
function onlyLayout({ view }: RenderArguments) {
  return view.layout === 'rows' || view.layout === 'filters' ? { layout: view.layout } : {};
}

function engine() {
  return wasmEngine() ?? cpuEngine();
}

type NamedTensor = { readonly source: ByteSource; readonly opened: OpenedModel; readonly tensor: WeightTensor };

/** The tensor that a reference selects among all models of a file. @throws UsageError unless there is exactly one */
async function tensorNamed(
  sources: readonly ByteSource[],
  externalFile: ExternalFile,
  reference: string,
): Promise<NamedTensor> {
  const found: NamedTensor[] = [];
  const listed: string[] = [];
  for (const source of sources) {
    const prefix = prefixOf(source);
    const opened = await openModel(source, { engineFor: engine, exact: true, externalFile });
    const { tensors } = opened.contents;
    listed.push(...referencesOf(source, tensors));
    const own = prefix !== '' && reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
    found.push(...selectedTensors(tensors, own).map((tensor) => ({ source, opened, tensor })));
  }
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    const some = listed.slice(0, 5).join(', ') || 'none: there are no weight tensors';
    throw new UsageError(`--tensor ${reference}: no weight tensor matches; available: ${some}`);
  }
  const names = found.slice(0, 5).map(({ tensor }) => `${tensorKey(tensor)} (${tensor.name})`);
  throw new UsageError(
    `--tensor ${reference}: ${found.length} tensors match, for example ${names.join(', ')}; expected one`,
  );
}

/** Starts references to the tensors of a model of a bundle: `member.tflite#`. */
function prefixOf({ name }: ByteSource): string {
  const member = name.split('/').slice(1).join('/');
  return member === '' ? '' : `${member}#`;
}

function referencesOf(source: ByteSource, tensors: readonly WeightTensor[]): string[] {
  return tensors.map((tensor) => `${prefixOf(source)}${tensorKey(tensor)} (${tensor.name})`);
}

function windowIn(view: MatrixView, rows: Span | undefined, columns: Span | undefined): MatrixWindow {
  const [rowStart, rowEnd] = spanIn('rows', rows, view.rowCount);
  const [columnStart, columnEnd] = spanIn('columns', columns, view.columnCount);
  return { rowStart, rowEnd, columnStart, columnEnd };
}

function spanIn(name: string, span: Span | undefined, count: number): Span {
  if (span && span[1] > count) {
    throw new UsageError(`--${name} ${span.join(':')}: the map has ${count} ${name}; expected at most 0:${count}`);
  }
  return span ?? [0, count];
}

async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  // Loaded on demand, because it slows down the start of the command.
  const { Resvg } = await import('@resvg/resvg-js').catch(noRasterizer);
  const options = {
    fitTo: { mode: 'zoom' as const, value: scale },
    // Servers often have no fonts. System fonts are loaded only for scripts that the bundled font does not have.
    font: {
      fontFiles: [fontPath],
      loadSystemFonts: /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/u.test(svg),
      defaultFontFamily: 'Inter',
    },
  };
  return new Resvg(svg, options).render().asPng();
}

/** The rasterizer is native code in an optional package per platform, so it can be missing. */
function noRasterizer(): never {
  throw new UsageError(
    `--out: PNG output needs the package @resvg/resvg-js with its binary for ${process.platform}-${process.arch}; install it, or write an .svg file`,
  );
}

function notWritten(cause: NodeJS.ErrnoException): never {
  throw new UsageError(`--out: the image cannot be written (${cause.code ?? cause.message})`);
}
