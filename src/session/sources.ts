import type { ByteSource } from '../bytes/byteSource';
import { fileSource } from '../bytes/fileSource';
import type { Network } from '../bytes/networkWait';
import { withRecentReads } from '../bytes/recentReads';
import { type RelayedPart, type RelayedRead, relayedSource } from '../bytes/relayedSource';
import { withRetries } from '../bytes/requestPolicy';
import type { Progress } from '../bytes/requests';
import { PassingError } from '../bytes/requests';
import { servedSource } from '../bytes/servedSource';
import { urlSource } from '../bytes/urlSource';
import { ModelError } from '../modelError';
import type { ExternalFile } from '../tflite/modelFile';
import { type Outcome, valueIn } from './runningJobs';
import type { ModelOrigin } from './session';

/** An origin without its functions, which cannot be sent to another thread. */
export type PlainOrigin = ModelOrigin extends infer Origin
  ? Origin extends { kind: 'host' }
    ? Omit<Origin, 'read'>
    : Origin
  : never;

export function plainOrigin(origin: ModelOrigin): PlainOrigin {
  if (origin.kind !== 'host') return origin;
  const { read: _stays, ...plain } = origin;
  return plain;
}

/** Reads bytes in the other thread. */
export type ReadElsewhere = (...args: Parameters<RelayedRead>) => Promise<Outcome<RelayedPart>>;

/** Reads in the other thread, which sends each request once. */
function readHere(
  read: ReadElsewhere,
  { name, address = name }: Pick<Extract<PlainOrigin, { kind: 'host' }>, 'name' | 'address'>,
  network: Network,
): RelayedRead {
  return (...args) => withRetries(address, async () => passing(await read(...args)), undefined, network);
}

function passing(outcome: Outcome<RelayedPart>): RelayedPart {
  try {
    return valueIn(outcome);
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || !thrown.mayPass) throw thrown;
    throw new PassingError(thrown.message, 'no answer', 2);
  }
}

/** The bytes of a model. @param read required for an origin of kind `host` @throws ModelError */
export function sourceOf(
  origin: Exclude<PlainOrigin, { kind: 'masks' }>,
  signal: AbortSignal,
  onProgress: Progress,
  read: ReadElsewhere | undefined,
  network: Network,
): ByteSource | Promise<ByteSource> {
  if (origin.kind === 'review') throw new Error('a review file has no bytes of its model');
  if (origin.kind === 'file') return fileSource(origin.file);
  if (origin.kind === 'served') return servedSource(origin.url, signal).then(withRecentReads);
  if (origin.kind === 'host') {
    return withRecentReads(relayedSource(origin.name, origin.byteLength, readHere(read!, origin, network)));
  }
  return urlSource(origin.address, signal, onProgress, network).then(withRecentReads);
}

/** Finds files with external weights: among the files that were opened with the model, else next to its URL. */
export function companionsOf(
  { companions = [], ...origin }: PlainOrigin,
  read: ReadElsewhere | undefined,
  network: Network,
): ExternalFile {
  return async (fileName, signal) => {
    const companion = companions.find(({ name }) => name === fileName);
    if (companion) return fileSource(companion);
    try {
      if (origin.kind === 'host') return await relayedCompanion(fileName, readHere(read!, origin, network));
      if (origin.kind === 'served') {
        return withRecentReads(await servedSource(new URL(encodeURIComponent(fileName), origin.url).href, signal));
      }
      if (origin.kind !== 'address') return undefined;
      return withRecentReads(
        await urlSource(new URL(encodeURIComponent(fileName), origin.address).href, signal, undefined, network),
      );
    } catch (thrown) {
      if (thrown instanceof ModelError && thrown.code === 'not-found') return undefined;
      throw thrown;
    }
  };
}

async function relayedCompanion(fileName: string, read: RelayedRead): Promise<ByteSource> {
  // An empty read returns the length of the file.
  const { byteLength } = await read(0, 0, fileName);
  return withRecentReads(relayedSource(fileName, byteLength, read, fileName));
}
