import type { ByteSource } from '../../bytes/byteSource';
import { exactUrlSource, type Progress } from '../../bytes/urlSource';
import type { ModelError } from '../../modelError';
import type { FromFrame, ToFrame } from '../messages';
import { fragmentOf, type View } from '../viewFields';

/** A model of the page's origin, which the tag reads in ranges for the frame. Its server needs no CORS headers. */
export type HostModel = {
  readonly address: string;
  readonly source: ByteSource;
  /** Files of external data in the same folder, by name. */
  readonly companions: Map<string, Promise<ByteSource>>;
};

/** @throws ModelError `not-found`, `network`, `too-large`, `cancelled` */
export async function hostModel(address: string, signal: AbortSignal, onProgress: Progress): Promise<HostModel> {
  return { address, source: await exactUrlSource(address, signal, onProgress), companions: new Map() };
}

/** The message that opens a model. @param model read by the tag; without it the frame fetches the URL */
export function openMessage(id: number, address: string, model: HostModel | undefined, view: View): ToFrame {
  const open = { prunescope: 1, type: 'open', id } as const;
  if (!model) return { ...open, fragment: fragmentOf({ model: address, ...view }) };
  const { name, byteLength } = model.source;
  return { ...open, fragment: fragmentOf({ ...view }), file: { name, address, byteLength } };
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
    const source = companion === undefined ? model.source : await companionOf(model, companion, signal);
    // A copy: transferring would take the bytes from the cache of the source.
    const value = (await source.slice(start, end, signal)).slice().buffer;
    return { message: { ...answer, outcome: { value, byteLength: source.byteLength } }, transferred: [value] };
  } catch (thrown) {
    const { code = 'network', message } = thrown as Partial<ModelError> & Error;
    return { message: { ...answer, outcome: { error: { code, message } } }, transferred: [] };
  }
}

function companionOf({ address, companions }: HostModel, name: string, signal: AbortSignal): Promise<ByteSource> {
  const known = companions.get(name);
  if (known) return known;
  // The schema allows base names only, so this stays in the folder of the model.
  const source = exactUrlSource(new URL(encodeURIComponent(name), address).href, signal);
  companions.set(name, source);
  source.catch(() => companions.delete(name));
  return source;
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
