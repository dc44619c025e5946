import { ModelError } from '../modelError';
import { answerText, maxRetries, PassingError, type RequestFailures } from './requests';

const passingStatuses = [429, 500, 502, 503, 504];

/** The error for an answer that can pass, or that asks for permission; undefined for others. Hugging Face names the reason in a header. */
function refusalOf(response: Response, address: string): ModelError | undefined {
  const answer = answerText(response, address);
  const reason = response.headers.get('x-error-code');
  // Hugging Face answers 401 also for repositories that do not exist.
  if (reason === 'RepoNotFound') {
    const advice = `There is no such public repository. Check the URL. If the repository is private, sign in, ${openDownloaded()}.`;
    return new ModelError('not-found', `${answer} ${advice}`);
  }
  if (passingStatuses.includes(response.status)) {
    const after = response.headers.get('retry-after');
    return new PassingError(`${answer} Try again later.`, response.status, maxRetries, after);
  }
  if (response.status !== 401 && response.status !== 403) return undefined;
  const cause = reason === 'GatedRepo' ? 'The repository is gated' : 'The file needs permission';
  const site = new URL(address, globalThis.location?.href).host;
  const advice = `${cause}, and Prunescope cannot sign in. Sign in at ${site}, ${openDownloaded()}.`;
  return new ModelError('network', `${answer} ${advice}`);
}

function openDownloaded(): string {
  // Node has no location.
  return globalThis.location
    ? 'download the file, and drop it on the page of Prunescope'
    : 'download the file, and give its path';
}

/** Node gives the cause of a failed request. Browsers hide it from pages. */
function causeOf(thrown: unknown): string {
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  if (cause) return cause.code ?? cause.message ?? 'the connection failed';
  return 'there is no connection, or the server does not allow other sites to read it (CORS). Download the file and drop it on the page of Prunescope';
}

/** Failures of servers on the web, with what users can do about them. */
export const webFailures: RequestFailures = { refusalOf, causeOf };
