import { ModelError } from '../modelError';
import { answerText } from './requests';

/** The error for an answer that asks for permission; undefined for other answers. Hugging Face names the reason in a header. */
export function accessRefusal(response: Response, address: string): ModelError | undefined {
  const answer = answerText(response, address);
  const reason = response.headers.get('x-error-code');
  // Hugging Face answers 401 also for repositories that do not exist.
  if (reason === 'RepoNotFound') {
    const advice = `There is no such public repository. Check the URL. If the repository is private, sign in, ${openDownloaded}.`;
    return new ModelError('not-found', `${answer} ${advice}`);
  }
  if (response.status !== 401 && response.status !== 403) return undefined;
  const cause = reason === 'GatedRepo' ? 'The repository is gated' : 'The file needs permission';
  const site = new URL(address, globalThis.location?.href).host;
  const advice = `${cause}, and Prunescope cannot sign in. Sign in at ${site}, ${openDownloaded}.`;
  return new ModelError('network', `${answer} ${advice}`);
}

/** Node has no location. */
const openDownloaded = globalThis.location
  ? 'download the file, and drop it on the page of Prunescope'
  : 'download the file, and give its path';
