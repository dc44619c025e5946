import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { storedTensor } from '../../tests/support/valuesInFile';
import { downloadedBy } from './downloaded';
import { click, type DrivenPage, run, setFile, type, until } from './drivenBrowser';
import { mapShown, type Scenario } from './scenario';

// Scenarios of the app page.

const float32 = 'public/samples/mnist-2by4-float32.tflite';
const int8 = 'public/samples/mnist-2by4-int8.tflite';

const dense = 'tensor=0:5';
const near = `${dense}&rows=0:24&columns=0:24`;
const violating = 'model=samples/mnist-2by4-int8-12-violations.tflite';

const open: Scenario = {
  name: 'open',
  what: 'a file of the computer',
  async play({ address, newPage }) {
    const page = await newPage(address);
    await setFile(page, 'input[type=file]', resolve(int8));
    await mapShown(page, { tensor: '0:5' });
  },
};

const draw: Scenario = {
  name: 'draw',
  what: 'the pixels of a map, weight by weight',
  async play({ address, newPage, remark }) {
    const page = await newPage(`${address}#model=samples/mnist-2by4-int8.tflite&${near}`);
    await mapShown(page, { tensor: '0:5', rows: '0:24', columns: '0:24' });
    const { shape, values } = storedTensor(int8, 5);
    const zeros = Array.from({ length: 24 * 24 }, (_, i) => values[Math.floor(i / 24) * shape[1]! + (i % 24)] === 0);
    // The canvas is drawn a frame after its state changes.
    await until(page, 'the color of zero at each zero, and at no other weight', hasZerosAt, [zeros]);
    const engine = await until(page, 'the engine', () => document.querySelector('[data-engine]')?.textContent, []);
    remark(engine.trim());
  },
};

const choose: Scenario = {
  name: 'choose',
  what: 'a tensor in the table',
  async play({ address, newPage }) {
    const page = await newPage(`${address}#model=samples/mnist-2by4-int8.tflite`);
    await mapShown(page, { tensor: '0:5' });
    await click(page, 'tr[data-tensor="0:3"] td');
    await mapShown(page, { tensor: '0:3' });
    await until(
      page,
      'the tensor in the address',
      () => new URLSearchParams(location.hash.slice(1)).get('tensor') === '0:3',
      [],
    );
  },
};

const link: Scenario = {
  name: 'link',
  what: 'the address of the bar, opened in another page',
  async play({ address, newPage }) {
    const page = await newPage(`${address}#model=samples/mnist-2by4-int8.tflite&${near}`);
    await mapShown(page, { tensor: '0:5', rows: '0:24' });
    await run(page, focusMap, []);
    await page.press('+');
    const moved = await until(page, 'another window, in the address too', movedWindow, ['0:24']);
    const other = await newPage(moved.href);
    await mapShown(other, { tensor: '0:5', rows: moved.rows, columns: moved.columns });
  },
};

const compare: Scenario = {
  name: 'compare',
  what: 'with another model, chosen in the menu',
  async play({ address, newPage }) {
    const page = await newPage(`${address}#model=samples/mnist-2by4-float32.tflite&${dense}`);
    await mapShown(page, { tensor: '0:5' });
    await click(page, 'button', 'Compare');
    await click(page, '[role=menuitem]', 'Tutorial’s model, int8');
    const [before, after] = [storedTensor(float32, 5), storedTensor(int8, 5)];
    let added = 0;
    for (let i = 0; i < after.values.length; i++) if (before.values[i] !== 0 && after.values[i] === 0) added++;
    await until(
      page,
      `${added} zeros added`,
      (text) => [...document.querySelectorAll('[data-changes="added"]')].some((cell) => cell.textContent === text),
      [added.toLocaleString('en')],
    );
  },
};

const notes: Scenario = {
  name: 'notes',
  what: 'a note on a block, read in another page',
  async play({ address, newPage }) {
    const page = await newPage(`${address}#${violating}&${dense}`);
    await mapShown(page, { tensor: '0:5' });
    await run(page, focusMap, []);
    await page.press(']');
    await page.press('c');
    await type(page, '.notes textarea', 'Why is this kept?');
    await click(page, '.notes form button', 'Add note');
    const href = await until(
      page,
      'the note in the address',
      () => location.hash.includes('note=') && location.href,
      [],
    );
    const other = await newPage(href as string);
    await mapShown(other, { tensor: '0:5' });
    await until(
      other,
      'the note',
      () => document.querySelector('.notes')?.textContent?.includes('Why is this kept?'),
      [],
    );
  },
};

const downloads: Scenario = {
  name: 'downloads',
  what: 'SVG, PNG, CSV and JSON',
  async play({ address, newPage, downloads }) {
    const page = await newPage(`${address}#${violating}&${near}`);
    await mapShown(page, { tensor: '0:5', rows: '0:24' });
    const svg = await downloaded(page, downloads, 'SVG');
    if (!svg.toString().includes('12 of 802,816 blocks')) throw new Error('the SVG lacks its caption');
    const png = await downloaded(page, downloads, 'PNG');
    if (png.readUInt32BE(0) !== 0x89504e47 || png.readUInt32BE(16) < 100) throw new Error('the PNG is invalid');
    const csv = await downloaded(page, downloads, 'CSV violations');
    if (csv.toString().trimEnd().split('\n').length !== 13) throw new Error('the CSV lacks violations');
    const report = JSON.parse((await downloaded(page, downloads, 'JSON report')).toString());
    if (report.tensors.length !== 4) throw new Error('the report lacks tensors');
  },
};

const review: Scenario = {
  name: 'review file',
  what: 'downloaded, and opened from the disk',
  async play({ address, newPage, downloads }) {
    const page = await newPage(`${address}#${violating}&${near}`);
    await mapShown(page, { tensor: '0:5', rows: '0:24' });
    const path = await downloadedBy(downloads, () => chooseDownload(page, 'Review file'));
    const other = await newPage(pathToFileURL(path).href);
    await mapShown(other, { tensor: '0:5', rows: '0:24', columns: '0:24' });
  },
};

export const pageScenarios = [open, draw, choose, link, compare, notes, downloads, review];

async function downloaded(page: DrivenPage, folder: string, kind: string): Promise<Buffer> {
  return readFileSync(await downloadedBy(folder, () => chooseDownload(page, kind)));
}

async function chooseDownload(page: DrivenPage, kind: string): Promise<void> {
  await click(page, 'button', 'Share');
  await click(page, '[role=menuitem]', kind);
}

function focusMap(): void {
  document.querySelector<HTMLElement>('canvas[data-state]')!.focus();
}

/** What the map and the address show, once both have left these rows. */
function movedWindow(before: string) {
  const { rows, columns } = document.querySelector<HTMLElement>('canvas[data-state]')!.dataset;
  const fields = new URLSearchParams(location.hash.slice(1));
  // The address has fractions of a weight, the attributes complete weights.
  const weightsOf = (name: string) => {
    const [start, end] = (fields.get(name) ?? '').split(':').map(Number);
    return `${Math.floor(start)}:${Math.ceil(end)}`;
  };
  const isSame = weightsOf('rows') === rows && weightsOf('columns') === columns;
  return rows !== before && rows && columns && isSame ? { href: location.href, rows, columns } : undefined;
}

/** Whether a map of 24 x 24 weights has the legend's color of zero off the middle of the cells of zeros, and nowhere else. */
function hasZerosAt(zeros: readonly boolean[]): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-state="ready"]')!;
  const key = document.querySelector('[data-legend="zero"]')!;
  const color = getComputedStyle(key).backgroundColor.match(/\d+/g)!.slice(0, 3).join();
  const side = Math.min(canvas.width, canvas.height) / 24;
  const [left, top] = [(canvas.width - 24 * side) / 2, (canvas.height - 24 * side) / 2];
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return zeros.every((isZero, i) => {
    const x = Math.floor(left + ((i % 24) + 0.2) * side);
    const y = Math.floor(top + (Math.floor(i / 24) + 0.8) * side);
    const pixel = 4 * (y * canvas.width + x);
    return isZero === (data.slice(pixel, pixel + 3).join() === color);
  });
}
