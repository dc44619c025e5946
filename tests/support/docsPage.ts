import { readFileSync } from 'node:fs';
import type { Frame, FrameLocator, Page } from '@playwright/test';
import { samplePaths, test as withPerson } from './pageObjects';
import { type Site, site } from './site';

// Docs pages on an origin of their own, with maps in frames from the app's origin.

/** The int8 sample with 12 violations. */
export const model = readFileSync(samplePaths.violations);

type Headers = Readonly<Record<string, string>>;
type Files = Readonly<Record<string, string | Uint8Array>>;

export type Docs = {
  /** The app on another origin, on a server with CORS. */
  ours(headers?: Headers): Promise<Site>;
  /** A site with these files, on a server without CORS. */
  silent(files: Files): Promise<Site>;
  /** Opens a page with this body, with `models/m.tflite` next to it. */
  show(body: string, options?: { readonly headers?: Headers; readonly files?: Files }): Promise<Site>;
};

export const test = withPerson.extend<{ docs: Docs }>({
  docs: async ({ page, expected }, use) => {
    const sites: Site[] = [];
    async function served(contents: Parameters<typeof site>[0]): Promise<Site> {
      const made = await site(contents);
      sites.push(made);
      expected.origins.push(made.origin);
      return made;
    }
    await page.addInitScript(noteEvents);
    await use({
      ours: (headers = { 'access-control-allow-origin': '*' }) => served({ folder: 'dist', headers }),
      silent: (files) => served({ files }),
      async show(body, { headers = {}, files = {} } = {}) {
        const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Other docs</title>
          <link rel="icon" href="data:,"></head><body>${body}</body></html>`;
        const host = await served({ files: { '/index.html': html, '/models/m.tflite': model, ...files }, headers });
        await page.goto(`${host.origin}/`);
        return host;
      },
    });
    await page.close();
    await Promise.all(sites.map((made) => made.close()));
  },
});

/** In the page: the events of tags in order. */
function noteEvents(): void {
  const told: Told[] = [];
  Object.assign(window, { told });
  for (const type of ['load', 'error', 'viewchange']) {
    const note = (event: Event) => {
      const { target } = event;
      if (target instanceof HTMLElement && target.localName === 'prune-scope') {
        told.push({ type, id: target.id, detail: (event as CustomEvent).detail });
      }
    };
    document.addEventListener(type, note, { capture: true });
  }
}

type Told = { readonly type: string; readonly id: string; readonly detail: Record<string, unknown> };

export function told(page: Page, type: string): Promise<Told[]> {
  return page.evaluate(
    (wanted) => (window as unknown as { told: Told[] }).told.filter((event) => event.type === wanted),
    type,
  );
}

/** The script element that loads the tag. */
export function script(app: Site): string {
  return `<script type="module" src="${app.origin}/prune-scope.js"></script>`;
}

/** A page of an untrusted origin that records messages and runs a script. @param speech the script */
export function stranger(speech: string): string {
  return `<!doctype html><title>Stranger</title><script>
    window.heard = [];
    addEventListener('message', ({ data }) => heard.push(data));
    function speak() { ${speech} }
  </script>`;
}

/** The messages that an untrusted page has received. */
export function heardBy(frame: Frame): Promise<unknown[]> {
  return frame.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
}

/** A tag with the page's own model, or with another one. */
export function mapTag(id: string, attributes = '', src = 'models/m.tflite'): string {
  return `<prune-scope id="${id}" src="${src}" ${attributes} style="display: block; height: 480px"><p>A picture.</p></prune-scope>`;
}

export function frameOf(page: Page, id: string): FrameLocator {
  return page.frameLocator(`#${id} iframe`);
}
