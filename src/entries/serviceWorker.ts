// Makes the page work offline from the second visit on. The files of one build are cached together and replaced together: a new version is used
// by the first page that opens while no other one is open. Of models, only the tutorial's is kept. All other requests go to the network, those of the frame, the
// documentation and models on other servers too.
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { createPartialResponse } from 'workbox-range-requests';
import { handOver, takeOver, takeOverMessage } from './handover';
import { keepSampleMessage } from './offline';

type CachedFile = { readonly url: string; readonly revision: string | null };

declare const self: ServiceWorkerGlobalScope & {
  /** The files of this build. The build replaces the expression. */
  __WB_MANIFEST: readonly (CachedFile | string)[];
};

const files = self.__WB_MANIFEST as readonly CachedFile[];
const sample = files.find(({ url }) => url.endsWith('.tflite'));
const sampleUrl = sample && new URL(sample.url, self.location.href).href;
const pageUrls = ['./', 'index.html'].map((url) => new URL(url, self.location.href).href);
const samplePrefix = 'prunescope-sample-';
const sampleCache = `${samplePrefix}${sample?.revision}`;

/** The next version, once this worker has asked it to take over. It is asked once in the life of this worker. */
let handover: { readonly next: ServiceWorker; readonly isDone: Promise<boolean> } | undefined;

// Before the listener of precacheAndRoute.
self.addEventListener('fetch', (event) => {
  const isPage = pageUrls.includes(event.request.url.split(/[?#]/)[0]!);
  const next = event.request.mode === 'navigate' && isPage ? self.registration.waiting : null;
  if (next) event.respondWith(newestPage(event, next));
});

// 13 MB, which the installation must not wait for.
precacheAndRoute(files.filter((file) => file !== sample));
cleanupOutdatedCaches();

self.addEventListener('activate', (event) => event.waitUntil(deleteOldSamples()));
self.addEventListener('message', (event) => {
  if (event.data === keepSampleMessage) event.waitUntil(keepSample());
  const [port] = event.ports;
  if (event.data === takeOverMessage && port) event.waitUntil(takeOver(port, () => self.skipWaiting()));
});
self.addEventListener('fetch', (event) => {
  if (event.request.url === sampleUrl) event.respondWith(newestSample(event.request));
});

/** The page of the next version, if no page of this one is open. */
async function newestPage({ request, resultingClientId }: FetchEvent, next: ServiceWorker): Promise<Response> {
  // Once it was asked, all requests get the same page: none may show this version while the next one deletes its files. The page below is also
  // found among the open ones.
  if (handover?.next !== next) {
    const open = (await self.clients.matchAll()).filter(({ id }) => id !== resultingClientId);
    if (open.length > 0) return thisPage(request);
    // Another request may have asked it meanwhile.
    if (handover?.next !== next) handover = { next, isDone: handOver(next) };
  }
  if (!(await handover.isDone)) return thisPage(request);
  // The browser requests the page again, from the next version.
  return new Response(null, { headers: { 'content-type': 'text/html', refresh: '0' } });
}

async function thisPage(request: Request): Promise<Response> {
  return (await matchPrecache('index.html')) ?? fetch(request);
}

async function deleteOldSamples(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(samplePrefix) && name !== sampleCache);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function keepSample(): Promise<void> {
  if (!sampleUrl) return;
  const cache = await caches.open(sampleCache);
  if (await cache.match(sampleUrl)) return;
  // The npm package has no samples, and the network can fail. The next visit tries again.
  await cache.add(sampleUrl).catch(() => {});
}

/** The sample of the server, and without a network the one that was kept. */
async function newestSample(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (thrown) {
    const kept = await caches.match(request.url, { cacheName: sampleCache });
    if (!kept) throw thrown;
    return request.headers.has('range') ? createPartialResponse(request, kept) : kept;
  }
}
