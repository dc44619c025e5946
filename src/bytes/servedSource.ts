import { ModelError } from '../modelError';
import type { ArrivingSource } from './byteSource';
import { exactUrlSource } from './urlSource';

/** A file that the command serves to its page, read by ranges. Errors do not show the URL, which contains a token. @throws ModelError */
export async function servedSource(url: string, signal?: AbortSignal): Promise<ArrivingSource> {
  const source = await explained(() => exactUrlSource(url, signal));
  return { ...source, slice: (...range) => explained(() => source.slice(...range)) };
}

async function explained<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || !(thrown.code in messages)) throw thrown;
    const code = thrown.code as keyof typeof messages;
    throw new ModelError(code, messages[code]);
  }
}

const messages = {
  network: 'the server of prunescope open does not answer. Run the command again',
  changed: 'the file changed since it was opened. Reload the page if it does not show the new version',
  'not-found': 'there is no file at the path that prunescope open was given. Export it again, or restart the command',
};
