const modelExtension = /\.(tflite|lite|task|litertlm)$/i;

/** Whether a name has the extension of a model or of a bundle. */
export function hasModelExtension(name: string): boolean {
  return modelExtension.test(name);
}

/**
 * The URL of the file for the URL of a page about it: `blob` and `raw` URLs of GitHub, and `blob` and short URLs of Hugging Face. The returned URLs
 * allow cross-origin reads. All other URLs are returned unchanged.
 */
export function readableAddress(address: string): string {
  const url = parsed(address);
  if (!url) return address;
  if (isHost(url, 'github.com')) return gitHubFile(url) ?? address;
  if (isHost(url, 'huggingface.co') || isHost(url, 'hf.co')) return huggingFaceFile(url) ?? address;
  return address;
}

function gitHubFile({ pathname }: URL): string | undefined {
  const [owner, repository, kind, ...rest] = pathname.slice(1).split('/');
  if (rest.length < 2 || (kind !== 'blob' && kind !== 'raw')) return undefined;
  return `https://raw.githubusercontent.com/${[owner, repository, ...rest].join('/')}`;
}

const fileKinds = ['blob', 'raw', 'resolve'];
const otherPages = ['tree', 'blame', 'edit', 'commit', 'commits', 'discussions'];

/** `raw` URLs of Hugging Face return the Git LFS pointer of a large file, `resolve` URLs the file. */
function huggingFaceFile({ pathname, search }: URL): string | undefined {
  const parts = pathname.slice(1).split('/');
  const prefix = /^(datasets|spaces)$/.test(parts[0]) ? parts.splice(0, 1) : [];
  const [owner, repository, kind, ...rest] = parts;
  const at = (...path: string[]) =>
    `https://huggingface.co/${[...prefix, owner, repository, 'resolve', ...path].join('/')}`;
  if (fileKinds.includes(kind)) return rest.length < 2 ? undefined : at(...rest) + (kind === 'resolve' ? search : '');
  // The short form has neither a kind nor a revision.
  if (kind === undefined || otherPages.includes(kind) || !hasModelExtension(pathname)) return undefined;
  return at('main', kind, ...rest);
}

/** The URL of the file that a Git LFS pointer at this URL refers to, for GitHub; undefined for other servers. */
export function mediaAddress(address: string): string | undefined {
  const url = parsed(address);
  if (!url || !isHost(url, 'raw.githubusercontent.com')) return undefined;
  return `https://media.githubusercontent.com/media${url.pathname}`;
}

const pointerStart = 'version https://git-lfs';

/** @param head at least the first 64 bytes of a file, or all if it is shorter */
export function isLfsPointer(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, pointerStart.length)) === pointerStart;
}

/** A URL without user name and password, which must not be shown, and which `fetch` rejects. */
export function withoutCredentials(address: string): string {
  const url = parsed(address);
  // An invalid URL is shown in an error.
  if (!url) return address.replace(/^([a-z][a-z\d+.-]*:\/\/).*@/i, '$1');
  if (url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  return url.href;
}

/** The base name of a URL, to show. The URL itself, without user name and password, if it has no base name. */
export function nameOf(address: string): string {
  const shown = withoutCredentials(address);
  // The URL can be relative.
  const path = shown.split(/[?#]/)[0].replace(/^https?:\/\/[^/]*/i, '');
  return baseName(decoded(baseName(path))) || shown;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The name contains a % that is not an escape.
    return text;
  }
}

function isHost({ hostname }: URL, name: string): boolean {
  return hostname === name || hostname === `www.${name}`;
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
