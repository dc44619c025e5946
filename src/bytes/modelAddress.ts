/**
 * The URL of the file for the URL of a page about it: `blob` and `raw` URLs of GitHub, and `blob` URLs of Hugging Face. The returned URLs allow
 * cross-origin reads. All other URLs are returned unchanged.
 */
export function readableAddress(address: string): string {
  const url = parsed(address);
  if (!url) return address;
  const [owner, repository, kind, ...rest] = url.pathname.slice(1).split('/');
  if (rest.length < 2 || (kind !== 'blob' && kind !== 'raw')) return address;
  if (isHost(url, 'github.com')) return `https://raw.githubusercontent.com/${[owner, repository, ...rest].join('/')}`;
  if (isHost(url, 'huggingface.co') || isHost(url, 'hf.co')) {
    return `https://huggingface.co/${[owner, repository, 'resolve', ...rest].join('/')}`;
  }
  return address;
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

function isHost({ hostname }: URL, name: string): boolean {
  return hostname === name || hostname === `www.${name}`;
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
