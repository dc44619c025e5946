import type { ByteSource } from '../../bytes/byteSource';
import { fileSlices } from '../../bytes/fileSource';
import type { Progress } from '../../bytes/requests';
import { exactUrlSource } from '../../bytes/urlSource';
import { ModelError } from '../../modelError';
import type { FromFrame, ToFrame } from '../messages';
import { fragmentOf, type View } from '../viewFields';

/** A model that the page around a frame reads for it, in ranges. */
export type HostModel = {
  /** Absent for a local file. */
  readonly address?: string;
  readonly source: ByteSource;
  /** A file of external data in the same folder, by its base name. @throws ModelError `not-found`, `network`, `too-large`, `cancelled` */
  companionOf(name: string, signal: AbortSignal): Promise<ByteSource>;
};

/** A model of the page's origin. Its server needs no CORS headers. @throws ModelError `not-found`, `network`, `too-large`, `cancelled` */
export async function hostModel(address: string, signal: AbortSignal, onProgress: Progress): Promise<HostModel> {
  const companions = new Map<string, Promise<ByteSource>>();

  function companionOf(name: string, signal: AbortSignal): Promise<ByteSource> {
    const known = companions.get(name);
    if (known) return known;
    // The schema allows base names only, so this stays in the folder of the model.
    const source = exactUrlSource(new URL(encodeURIComponent(name), address).href, signal);
    companions.set(name, source);
    source.catch(() => companions.delete(name));
    return source;
  }

  return { address, source: await exactUrlSource(address, signal, onProgress), companionOf };
}

/** A local file, and the files that were opened together with it. */
export function localModel(file: File, companions: readonly File[]): HostModel {
  return {
    source: fileSlices(file),
    async companionOf(name) {
      const companion = companions.find((other) => other.name === name);
      if (!companion) throw new ModelError('not-found', `${name} was not opened together with ${file.name}`);
      return fileSlices(companion);
    },
  };
}

/** The message that opens a model that the frame fetches. */
export function openAddressMessage(id: number, address: string, view: View): ToFrame {
  return { prunescope: 1, type: 'open', id, fragment: fragmentOf({ model: address, ...view }) };
}

/** The message that opens a model that this page reads. @param fragment the view, as in a link */
export function openModelMessage(id: number, { source, address }: HostModel, fragment: string): ToFrame {
  const { name, byteLength } = source;
  const file = { name, byteLength, ...(address !== undefined && { address }) };
  return { prunescope: 1, type: 'open', id, fragment, file };
}

/** The answer to a `read`, and the buffers that are transferred with it. */
export async function bytesFor(
  { id, start, end, companion }: Extract<FromFrame, { type: 'read' }>,
  model: HostModel | undefined,
  signal: AbortSignal,
): Promise<{ readonly message: ToFrame; readonly transferred: ArrayBuffer[] }> {
  const answer = { prunescope: 1, type: 'bytes', id } as const;
  if (!model) {
    const error = { code: 'not-found', message: 'the page does not read this model any more. Reload the page.' };
    return { message: { ...answer, outcome: { error } }, transferred: [] };
  }
  try {
    const source = companion === undefined ? model.source : await model.companionOf(companion, signal);
    // A copy: transferring would take the bytes from the cache of the source.
    const value = (await source.slice(start, end, signal)).slice().buffer;
    return { message: { ...answer, outcome: { value, byteLength: source.byteLength } }, transferred: [value] };
  } catch (thrown) {
    const { code = 'network', message } = thrown as Partial<ModelError> & Error;
    return { message: { ...answer, outcome: { error: { code, message } } }, transferred: [] };
  }
}

/** Size of a file of the page's origin, bytes; undefined if its server does not send it. */
export async function sizeAt(address: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(address, { method: 'HEAD', signal });
    const length = Number(response.headers.get('content-length'));
    return response.ok && !response.headers.has('content-encoding') && length > 0 ? length : undefined;
  } catch {
    // Opening the model reports the error.
    return undefined;
  }
}
