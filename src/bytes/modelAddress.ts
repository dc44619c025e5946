/**
 * The address at which a file can be read by a page, for one that leads to a page about it. GitHub's `blob` and `raw` addresses and Hugging Face's `blob`
 * have a twin that allows cross-origin reads; every other address stays as it is.
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

/** Where GitHub keeps the file that a Git LFS pointer at this address stands for; undefined for other servers. */
export function mediaAddress(address: string): string | undefined {
  const url = parsed(address);
  if (!url || !isHost(url, 'raw.githubusercontent.com')) return undefined;
  return `https://media.githubusercontent.com/media${url.pathname}`;
}

const pointerStart = 'version https://git-lfs';

export function isLfsPointer(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, pointerStart.length)) === pointerStart;
}

function isHost({ hostname }: URL, name: string): boolean {
  return hostname === name || hostname === `www.${name}`;
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
