import { readFileSync } from 'node:fs';
import { site } from '../../tests/support/site';
import { liveMapsOf, pageText } from '../docs/liveMaps';
import { run, until } from './drivenBrowser';
import { mapShown, type Scenario } from './scenario';

// Scenarios of maps in other pages and in the documentation.

const window24 = { tensor: '0:5', rows: '0:24', columns: '0:24' };
const ownModel = 'public/samples/mnist-2by4-int8-12-violations.tflite';

/** Globals of the page with the tags. */
declare const tagEvents: { readonly id: string; readonly type: string }[];

const tag: Scenario = {
  name: 'tag',
  what: 'models of its own origin and of another, events and report',
  async play({ address, newPage }) {
    const host = await site({
      files: { '/index.html': pageWithTags(address), '/m.tflite': readFileSync(ownModel) },
    });
    try {
      const page = await newPage(`${host.origin}/`);
      for (const tag of ['#own', '#other']) {
        await run(page, scrollTo, [tag]);
        await mapShown(page, window24, tag);
      }
      await until(page, 'two events', () => tagEvents.length >= 2, []);
      const events = await run(page, () => tagEvents.map(({ id, type }) => `${id} ${type}`), []);
      if (events.sort().join() !== 'other load,own load') throw new Error(`events: ${events}`);
      const tensors = await run(page, reportedTensors, ['#own']);
      if (tensors !== 4) throw new Error(`the report has ${tensors} tensors`);
    } finally {
      await host.close();
    }
  },
};

const frame: Scenario = {
  name: 'frame',
  what: 'embed.html without the tag, also in a sandbox',
  async play({ address, newPage }) {
    const source = `${address}embed.html#model=samples/mnist-2by4-int8.tflite&${new URLSearchParams(window24)}`;
    const host = await site({
      files: {
        '/index.html': `<!doctype html><title>Docs</title>
          <iframe id="plain" src="${source}" width="800" height="480"></iframe>
          <iframe id="boxed" src="${source}" width="800" height="480" sandbox="allow-scripts"></iframe>`,
      },
    });
    try {
      const page = await newPage(`${host.origin}/`);
      for (const id of ['#plain', '#boxed']) {
        await run(page, scrollTo, [id]);
        await mapShown(page, window24, id);
      }
    } finally {
      await host.close();
    }
  },
};

const docs: Scenario = {
  name: 'docs page',
  what: 'all maps of a page of the documentation',
  async play({ address, newPage, keepScreenshot, remark }) {
    const maps = liveMapsOf('reading-a-map.md', pageText('reading-a-map.md'));
    if (maps.length === 0) throw new Error('docs/reading-a-map.md has no maps');
    const page = await newPage(`${address}docs/reading-a-map.html`);
    for (const [i, { attributes }] of maps.entries()) {
      const { tensor, rows, columns } = attributes;
      const map = `#map-${i}`;
      // Tags get their ids here.
      await until(page, `tag ${i + 1} of ${maps.length}`, nameTag, [i]);
      await run(page, scrollTo, [map]);
      await mapShown(page, { tensor, ...(rows && { rows }), ...(columns && { columns }) }, map);
      // Magnitudes are read after the mask.
      await until(page, 'the colors', () => !document.body.textContent!.includes('Reading magnitudes'), [], map);
      await keepScreenshot(page, `map-${i + 1}`);
    }
    remark(`${maps.length} maps`);
  },
};

export const embedScenarios = [tag, frame, docs];

function pageWithTags(address: string): string {
  const attributes = 'tensor="0:5" rows="0:24" columns="0:24" style="display: block; height: 480px"';
  return `<!doctype html><title>Docs</title>
    <script>
      const tagEvents = [];
      for (const type of ['load', 'error']) {
        document.addEventListener(type, ({ target }) => {
          if (target.localName === 'prune-scope') tagEvents.push({ id: target.id, type });
        }, true);
      }
    </script>
    <script type="module" src="${address}prune-scope.js"></script>
    <prune-scope id="own" src="m.tflite" ${attributes}></prune-scope>
    <prune-scope id="other" src="${address}samples/mnist-2by4-int8.tflite" ${attributes}></prune-scope>`;
}

function scrollTo(selector: string): void {
  document.querySelector(selector)!.scrollIntoView({ block: 'center', behavior: 'instant' });
}

function nameTag(index: number): boolean {
  const tag = document.querySelectorAll('prune-scope')[index];
  if (tag) tag.id = `map-${index}`;
  return tag !== undefined;
}

async function reportedTensors(selector: string): Promise<number> {
  const tag = document.querySelector(selector) as HTMLElement & { report(): Promise<{ tensors: unknown[] }> };
  return (await tag.report()).tensors.length;
}
