import { hasModelExtension, withoutCredentials } from './modelAddress';

/** What a text refers to that a person typed, pasted or dropped. */
export type Address =
  /** An http(s) URL without user name and password. */
  | { readonly kind: 'web'; readonly url: string }
  /** A path or a `file:` URL, with the base name of the file. */
  | { readonly kind: 'local'; readonly name: string }
  /** A URL of a storage service that names no file, with an example of the expected form. */
  | { readonly kind: 'no-file'; readonly form: string }
  /** A URL with a scheme that cannot be read: in lower case, without the colon. */
  | { readonly kind: 'unsupported'; readonly scheme: string };

// The limit of the fields of a link.
const maxLength = 8192;

/**
 * The address in a text, in one of the forms that people copy: an http(s) URL, also without its scheme, `hf://org/name/file`, `gs://bucket/file`,
 * `s3://bucket/file`, a path, or a URL with another scheme. Quotes around it are ignored: Windows copies paths with quotes.
 * @returns undefined if the text is not an address
 */
export function parseAddress(given: string): Address | undefined {
  if (given.length > maxLength) return undefined;
  // Encoding throws for lone surrogates.
  const text = given
    .trim()
    .replace(/^(["'])(.*)\1$|^<(.*)>$/, '$2$3')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  if (text === '' || /[\r\n]/.test(text)) return undefined;
  if (/^https?:\/\//i.test(text)) return webAddress(text);
  const scheme = /^([a-z][a-z\d+.-]+):(\/\/)?/i.exec(text);
  const name = scheme?.[1].toLowerCase();
  if (name === 'file') return localAddress(text);
  if (scheme?.[2]) return storageAddress(name!, text.slice(scheme[0].length)) ?? { kind: 'unsupported', scheme: name! };
  if (name && schemesWithoutSlashes.includes(name)) return { kind: 'unsupported', scheme: name };
  if (isPath(text)) return localAddress(text);
  return addressWithoutScheme(text);
}

// Schemes without // are recognized only if they are in this list, because other text can also start with a word and a colon.
const schemesWithoutSlashes = ['blob', 'data', 'ipfs', 'magnet'];

function webAddress(text: string): Address | undefined {
  if (/\s/.test(text) || !URL.canParse(text)) return undefined;
  return { kind: 'web', url: withoutCredentials(new URL(text).href) };
}

function localAddress(path: string): Address {
  return { kind: 'local', name: path.split(/[\\/]/).at(-1) || path };
}

/** Drives and shares of Windows, and paths that start with `/`, `~/`, `./` or `../`. A single word after a slash is not a path, such as `/help`. */
function isPath(text: string): boolean {
  if (/^[a-z]:[\\/]|^\\\\/i.test(text)) return true;
  return /^(~|\.{1,2})?\/[^/\s]/.test(text) && (hasModelExtension(text) || /^[^/\s]*\/[^/\s]+\/\S+$/.test(text));
}

const localHost = /^(localhost|\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\])$/i;
const publicHost = /^([\p{L}\p{N}-]+\.)+(\p{L}{2,}|xn--[a-z\d-]+)$/iu;

/** `example.com/model.tflite`, or a relative path. */
function addressWithoutScheme(text: string): Address | undefined {
  const [, host = '', port = ''] = /^(?:\/\/)?(?:[^\s/@]*@)?([^\s/@:]+|\[[^\s/@]+\])(:\d{1,5})?\/\S/.exec(text) ?? [];
  const rest = text.replace(/^\/\//, '');
  // Local servers rarely have a certificate.
  if (localHost.test(host)) return webAddress(`http://${rest}`);
  // A bundle in the path of a model looks like a host: `bundle.task/model.tflite`.
  if (publicHost.test(host) && (port !== '' || !hasModelExtension(host))) return webAddress(`https://${rest}`);
  if (/\s/.test(text)) return undefined;
  return hasModelExtension(text) || /^\/\/[^/]+\/./.test(text) ? localAddress(text) : undefined;
}

/** The address in a URL of a storage service, without the scheme; undefined for other schemes. */
function storageAddress(scheme: string, path: string): Address | undefined {
  if (scheme === 'hf') return addressOrForm(huggingFaceUrl(path), 'hf://org/name/file.tflite');
  if (scheme === 'gs') return addressOrForm(bucketUrl(path, googleUrl), 'gs://bucket/file.tflite');
  if (scheme === 's3') return addressOrForm(bucketUrl(path, amazonUrl), 's3://bucket/file.tflite');
  return undefined;
}

function addressOrForm(url: string | undefined, form: string): Address {
  return url === undefined ? { kind: 'no-file', form } : { kind: 'web', url };
}

const huggingFaceRepository =
  /^(?<repository>(?:(?:datasets|spaces)\/)?[\w.-]+\/[\w.-]+)(?:@(?<revision>refs\/(?:pr\/\d+|convert\/\w+)|[^/]+))?\/(?<file>.*[^/])$/;

/**
 * `org/name[@revision]/file`, with `datasets/` or `spaces/` before it for other kinds of repositories. The revision is encoded, except for references
 * of pull requests and conversions. Source: HfFileSystem of huggingface_hub.
 */
function huggingFaceUrl(path: string): string | undefined {
  const found = huggingFaceRepository.exec(path)?.groups;
  if (!found) return undefined;
  const revision = encodeURIComponent(decoded(found.revision ?? 'main'));
  return `https://huggingface.co/${found.repository}/resolve/${revision}/${encodedPath(found.file)}`;
}

/** Names of objects are literal in `gs:` and `s3:` URLs: they are not percent-encoded. */
function bucketUrl(path: string, urlOf: (bucket: string, file: string) => string): string | undefined {
  const [, bucket, file] = /^([a-z\d][a-z\d._-]{1,220}[a-z\d])\/(.*[^/])$/i.exec(path) ?? [];
  return bucket === undefined ? undefined : urlOf(bucket, encodedPath(file));
}

function googleUrl(bucket: string, file: string): string {
  return `https://storage.googleapis.com/${bucket}/${file}`;
}

/** The certificate of the server does not cover buckets with a dot in their name as hosts. */
function amazonUrl(bucket: string, file: string): string {
  return bucket.includes('.')
    ? `https://s3.amazonaws.com/${bucket}/${file}`
    : `https://${bucket}.s3.amazonaws.com/${file}`;
}

function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
