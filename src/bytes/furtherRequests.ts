import { ModelError, throwIfCancelled } from '../modelError';
import { type FileVersion, versionOf } from './fileVersion';
import { abandon, type Exchange, fetched, requestedRange } from './requests';

/**
 * The size of a file, for servers that support ranges but do not expose Content-Range to other origins, such as raw.githubusercontent.com.
 * Content-Length is always exposed. `undefined` if the server does not send it.
 */
export async function lengthByHead(address: string, exchange: Exchange): Promise<number | undefined> {
  try {
    const response = await fetched(address, { method: 'HEAD' }, exchange);
    const encoded = response.headers.get('content-encoding') !== null;
    const length = Number(response.headers.get('content-length'));
    return encoded || !Number.isSafeInteger(length) || length <= 0 ? undefined : length;
  } catch (thrown) {
    throwIfCancelled(exchange.signal);
    if (thrown instanceof ModelError) return undefined;
    throw thrown;
  }
}

/** The version of a file in a further answer. */
export async function versionByRange(address: string, exchange: Exchange): Promise<FileVersion> {
  const response = await requestedRange(address, 0, 1, exchange);
  await abandon(response);
  return versionOf(response);
}
