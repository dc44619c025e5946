import { ModelError } from '../../modelError';
import type { ModelOrigin } from '../../session/session';
import { handleOf } from '../fileHandles';
import { isLocalFile } from '../origin';
import type { AppStore, OpenModel } from '../store';
import { until } from '../waiting';

/** Bytes. Of larger files, only the masks are kept. */
const maxBytes = 200e6;

type Kept = { readonly origin: ModelOrigin; version: ModelOrigin | undefined };

/**
 * Keeps the version of the open model, because its file will be written over: its bytes, or the masks of a large file.
 * @param limit bytes, see maxBytes
 */
export function keptVersion(store: AppStore, limit = maxBytes) {
  let kept: Kept | undefined;
  let work = new AbortController();

  function follow(): void {
    const { model } = store.getState();
    if (model?.origin === kept?.origin) return;
    work.abort();
    work = new AbortController();
    kept = model && isLocalFile(model.origin) ? { origin: model.origin, version: undefined } : undefined;
    if (model && kept) void keep(model, kept, work.signal);
  }

  async function keep(model: OpenModel, target: Kept, signal: AbortSignal): Promise<void> {
    try {
      if (!(await isFollowed(model.origin))) return;
      await until(store, ({ map }) => map.phase === 'ready' || map.phase === 'failed', signal);
      const copy = await copyOf(model, limit, signal);
      if (copy) target.version = copy;
      else target.version = await masksOf(model, signal);
    } catch (thrown) {
      // The file changed or was deleted before it was read, or another model was opened. There is nothing to compare with then.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
  }

  /** Whether a later version of the file will be noticed. */
  async function isFollowed(origin: ModelOrigin): Promise<boolean> {
    if (origin.kind === 'file') return (await handleOf(origin.file)) !== undefined;
    return store.getState().served?.watches === true;
  }

  async function masksOf(model: OpenModel, signal: AbortSignal): Promise<ModelOrigin> {
    // All weights are read once more, so the page has them first.
    await until(store, ({ counting, results }) => !counting && isRead(results), signal);
    const masks = await model.packedMasks(signal, () => {});
    const contents = await model.storedContents(signal);
    return { kind: 'masks', contents: { ...contents, name: nameOfVersion(contents.name, model.origin) }, masks };
  }

  const unsubscribe = store.subscribe(follow);
  follow();
  return {
    /** The version of an origin; undefined if it is not kept, or not yet. */
    of: (origin: ModelOrigin) => (kept?.origin === origin ? kept.version : undefined),
    stop(): void {
      unsubscribe();
      work.abort();
    },
  };
}

function isRead(results: ReadonlyMap<string, { readonly phase: string }>): boolean {
  return [...results.values()].every(({ phase }) => phase !== 'waiting');
}

/** The model from a copy of its files; undefined if they are larger than the limit. @throws ModelError if they cannot be read */
async function copyOf(
  { origin, contents }: OpenModel,
  limit: number,
  signal: AbortSignal,
): Promise<ModelOrigin | undefined> {
  const files = origin.kind === 'file' ? await copiesOfFiles(origin, contents.externalFiles, limit) : undefined;
  const copies =
    files ?? (origin.kind === 'served' ? await downloads(origin, contents.externalFiles, limit, signal) : undefined);
  if (!copies) return undefined;
  const [model, ...companions] = copies;
  const { name } = model!;
  const file = new File([model!], nameOfVersion(name, origin));
  const member = origin.member?.startsWith(`${name}/`) ? origin.member.slice(name.length + 1) : origin.member;
  return { kind: 'file', file, companions, ...(member !== undefined && { member }) };
}

async function copiesOfFiles(
  { file, companions = [] }: Extract<ModelOrigin, { kind: 'file' }>,
  externalFiles: readonly string[],
  limit: number,
): Promise<readonly File[] | undefined> {
  const files = [file, ...companions.filter(({ name }) => externalFiles.includes(name))];
  if (files.reduce((sum, { size }) => sum + size, 0) > limit) return undefined;
  return Promise.all(files.map(async (original) => new File([await readable(original.arrayBuffer())], original.name)));
}

async function downloads(
  { url, file }: Extract<ModelOrigin, { kind: 'served' }>,
  externalFiles: readonly string[],
  limit: number,
  signal: AbortSignal,
): Promise<readonly File[] | undefined> {
  if (file.byteLength > limit) return undefined;
  const model = await readable(fetch(url, { signal }));
  if (model.headers.get('etag') !== file.etag) throw new ModelError('changed', 'The file changed while it was read.');
  const copies = [new File([await readable(model.blob())], file.name)];
  for (const name of externalFiles) {
    const response = await readable(fetch(new URL(encodeURIComponent(name), url), { signal }));
    if (!response.ok) continue;
    const left = limit - copies.reduce((sum, { size }) => sum + size, 0);
    if (Number(response.headers.get('content-length')) > left) {
      await response.body?.cancel();
      return undefined;
    }
    copies.push(new File([await readable(response.blob())], name));
  }
  return copies;
}

/** Rejects with a ModelError instead of the errors of the browser. */
async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    throw new ModelError('changed', (thrown as Error).message);
  }
}

/** The name with the time of the version, to tell it from the next one. */
function nameOfVersion(name: string, origin: ModelOrigin): string {
  const modified = modifiedOf(origin);
  return modified === undefined ? name : `${name} (${timeText(modified)})`;
}

/** Time of the last change, ms since 1970. */
export function modifiedOf(origin: ModelOrigin): number | undefined {
  if (origin.kind === 'served') return origin.file.modified;
  return origin.kind === 'file' ? origin.file.lastModified : undefined;
}

/** Hours, minutes and seconds, as 14:05:09. @param time ms since 1970 */
export function timeText(time: number): string {
  return new Date(time).toLocaleTimeString('en-US', { hourCycle: 'h23' });
}
