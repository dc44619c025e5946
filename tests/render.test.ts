import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteOf } from '../src/heatmap/palette';
import { buildModel } from './support/buildModel';
import { builtCommand } from './support/builtCommand';
import { denseLayer } from './support/openBytes';

// Inside node_modules, so that the command finds the packages for PNG output, as when installed.
const folder = mkdtempSync(join('node_modules', '.prunescope-'));
const sample = join(process.cwd(), 'public/samples/mnist-2by4-int8-12-violations.tflite');
const { violation } = paletteOf('light');

let prunescope: Awaited<ReturnType<typeof builtCommand>>;

beforeAll(async () => {
  prunescope = await builtCommand(join(process.cwd(), folder));
  const conv = { name: 'conv', shape: [2, 3, 3, 8], type: 'INT8', data: Array(144).fill(1) } as const;
  const operators = [{ code: 'CONV_2D', inputs: [0, 1], outputs: [2] }] as const;
  writeFileSync(
    join(folder, 'conv.tflite'),
    buildModel({ ...denseLayer({ ...conv, data: [...conv.data] }), operators }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe.concurrent('prunescope render', () => {
  it('draws a window as SVG, with its violating block', async () => {
    const window = ['--rows', '0:24', '--columns', '0:24'];
    const { code, stdout, stderr } = await prunescope('render', sample, '--tensor', '0:5', ...window, '--out', 'w.svg');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    const svg = read('w.svg');
    expect(svg.match(/class="violation"/g)).toHaveLength(1);
    expect(svg).toContain('rows 0 to 23 of 1,024, columns 0 to 23 of 3,136');
    expect(svg).toContain('SHA-256 e4efb0bf486d2c871f95742fd7561b0f424d5bd6e4eb5e3dbc839820b86c06dd');
  });

  it('draws a complete tensor, selected by a glob, with a mark for each of its 12 violations', async () => {
    const { code } = await prunescope('render', sample, '--tensor', '*pruning_dense/*', '--out', 'all.svg');
    expect(code).toBe(0);
    expect(read('all.svg').match(/class="violation"/g)).toHaveLength(12);
  });

  it('writes the same as PNG, with the bundled font', async () => {
    const window = ['--rows', '0:24', '--columns', '0:24'];
    await prunescope('render', sample, '--tensor', '0:5', ...window, '--out', 'same.svg');
    const drawn = await Promise.all(
      [1, 2].map(async (scale) => {
        const name = `x${scale}.png`;
        await prunescope('render', sample, '--tensor', '0:5', ...window, '--out', name, '--scale', String(scale));
        return readFileSync(join(folder, name));
      }),
    );
    const { width, height } = new Resvg(read('same.svg'));
    expect(drawn.map((png) => [png.readUInt32BE(16), png.readUInt32BE(20)])).toEqual([
      [width, height],
      [2 * width, 2 * height],
    ]);
    // Without fonts, the caption is blank.
    const bare = new Resvg(read('same.svg'), { font: { loadSystemFonts: false } }).render().asPng();
    expect(drawn[0].length).toBeGreaterThan(bare.length + 2000);
  });

  it('names the missing package for PNG output, and exits 2', async () => {
    // Outside the repository, no packages are found.
    const elsewhere = mkdtempSync(join(tmpdir(), 'prunescope-render-'));
    cpSync(join(folder, 'dist-cli'), join(elsewhere, 'dist-cli'), { recursive: true });
    const command = join(elsewhere, 'dist-cli/prunescope.mjs');
    const draw = (out: string) =>
      spawnSync(process.execPath, [command, 'render', join(folder, 'conv.tflite'), '--tensor', 'conv', '--out', out], {
        encoding: 'utf8',
      });
    const out = join(elsewhere, 'conv');
    expect(draw(`${out}.svg`)).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = draw(`${out}.png`);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^prunescope: --out: PNG output needs the package @resvg\/resvg-js .* write an \.svg file; .*\n$/,
    );
    rmSync(elsewhere, { recursive: true });
  });

  it('draws a convolution as tiles', async () => {
    const options = ['--view', 'taps', '--rows', '0:2', '--columns', '8:24', '--out', 't.svg'];
    const { code, stderr } = await prunescope('render', 'conv.tflite', '--tensor', 'conv', ...options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(read('t.svg')).toContain('shown as [h × out, w × in]');
    expect(read('t.svg')).toContain('rows 0 to 1 of 6, columns 8 to 23 of 24');
  });

  it('accepts a view, colors and a theme', async () => {
    const options = ['--view', 'tap:1,2,transposed', '--color', 'blocks', '--theme', 'dark'];
    const { code, stderr } = await prunescope(
      'render',
      'conv.tflite',
      '--tensor',
      'conv',
      ...options,
      '--out',
      'v.svg',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(read('v.svg')).toContain('shown as [in, out at h 1, w 2]');
    expect(read('v.svg')).toContain('>4 of 4<');
    expect(read('v.svg')).not.toContain(violation);
  });

  it.each([
    [['--tensor', '0:9', '--out', 'n.svg'], /--tensor 0:9: no weight tensor matches; available: 0:1 \(conv\)/],
    [['--out', 'n.svg'], /render needs --tensor, .* 0:1; weight tensors of conv\.tflite: 0:1 \(conv\); see/],
    [[], /render needs --tensor, for example --tensor 0:1; weight tensors of conv\.tflite: 0:1 \(conv\); see/],
    [['--tensor', 'conv', '--tensor', '0:1'], /render accepts one --tensor, found 2/],
    [['--tensor', 'conv'], /render needs --out, for example --out map\.svg/],
    [['--tensor', 'conv', '--out', 'n.gif'], /--out n\.gif: expected a path that ends in/],
    [['--tensor', 'conv', '--out', 'n.svg', '--rows', '0:19'], /--rows 0:19: .* 18 rows; expected at most 0:18/],
    [['--tensor', 'conv', '--out', 'n.svg', '--columns', '4:4'], /--columns 4:4: expected start:end/],
    [['--tensor', 'conv', '--out', 'n.svg', '--view', 'tap:3,0'], /--view tap:3,0: a tensor of shape \[2, 3, 3, 8\]/],
    [['--tensor', 'conv', '--out', 'n.svg', '--view', 'up'], /--view up: expected rows, filters, taps or tap:h,w/],
    [['--tensor', 'conv', '--out', 'n.svg', '--color', 'red'], /--color red: expected one of nonzero, density, blocks/],
    [['--tensor', 'conv', '--out', 'n.svg', '--json'], /render has no option --json/],
    [['--tensor', 'conv', '--out', 'no/such/n.svg'], /the image cannot be written \(ENOENT\)/],
  ])('rejects %j with one line and exits 2', async (args, message) => {
    const { code, stdout, stderr } = await prunescope('render', 'conv.tflite', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
    expect(existsSync(join(folder, 'n.svg'))).toBe(false);
  });

  it('reports a file that cannot be read, and exits 2', async () => {
    const { code, stderr } = await prunescope('render', 'none.tflite', '--tensor', '0:1', '--out', 'n.svg');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^prunescope: none\.tflite: the file cannot be opened \(ENOENT\)\. Check the path\.\n$/);
  });
});
