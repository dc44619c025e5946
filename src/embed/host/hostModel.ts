import type { ByteSource } from '../../bytes/byteSource';
import { type Progress, urlSource } from '../../bytes/urlSource';
import type { ModelError } from '../../modelError';
import type { FromFrame, ToFrame } from '../messages';
import { fragmentOf, type View } from '../viewFields';

/** A model of the page's own origin, which the tag reads in ranges and hands over: a docs site ships it without a header for others. */
export type HostModel = {
  readonly address: string;
  readonly source: ByteSource;
  /** Other files that its weights lie in, beside it. */
  readonly companions: Map<string, Promise<ByteSource>>;
};

/** @throws ModelError `not-found`, `network`, `too-large`, `cancelled` */
export async function hostModel(address: string, signal: AbortSignal, onProgress: Progress): Promise<HostModel> {
  return { address, source: await urlSource(address, signal, onProgress), companions: new Map() };
}

/** @param model that the page reads for the frame; without it the frame fetches the address itself */
export function openMessage(id: number, address: string, model: HostModel | undefined, view: View): ToFrame {
  const open = { prunescope: 1, type: 'open', id } as const;
  if (!model) return { ...open, fragment: fragmentOf({ model: address, ...view }) };
  const { name, byteLength } = model.source;
  return { ...open, fragment: fragmentOf({ ...view }), file: { name, address, byteLength } };
}

/** What the frame gets for a `read`, and what of it is handed over instead of copied. */
export async function bytesFor(
  { id, start, end, companion }: Extract<FromFrame, { type: 'read' }>,
  model: HostModel | undefined,
  signal: AbortSignal,
): Promise<{ readonly message: ToFrame; readonly handedOver: ArrayBuffer[] }> {
  const answer = { prunescope: 1, type: 'bytes', id } as const;
  if (!model) {
    const error = { code: 'not-found', message: 'the page around this map reads no model for it' };
    return { message: { ...answer, outcome: { error } }, handedOver: [] };
  }
  try {
    const source = companion === undefined ? model.source : await companionOf(model, companion, signal);
    // A copy: what the source keeps cannot be handed over.
    const value = (await source.slice(start, end, signal)).slice().buffer;
    return { message: { ...answer, outcome: { value, byteLength: source.byteLength } }, handedOver: [value] };
  } catch (thrown) {
    const { code = 'network', message } = thrown as Partial<ModelError> & Error;
    return { message: { ...answer, outcome: { error: { code, message } } }, handedOver: [] };
  }
}

function companionOf({ address, companions }: HostModel, name: string, signal: AbortSignal): Promise<ByteSource> {
  const known = companions.get(name);
  if (known) return known;
  // A plain base name: it leads to no other folder.
  const source = urlSource(new URL(encodeURIComponent(name), address).href, signal);
  companions.set(name, source);
  source.catch(() => companions.delete(name));
  return source;
}

/** The size of a file of the page's own origin, bytes; undefined when its server does not say. */
export async function sizeAt(address: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetch(address, { method: 'HEAD', signal });
    const length = Number(response.headers.get('content-length'));
    return response.ok && !response.headers.has('content-encoding') && length > 0 ? length : undefined;
  } catch {
    // Opening it will say what is wrong.
    return undefined;
  }
}
