/** What identifies the version of a file in the answers of a server. */
export type FileVersion = { readonly etag: string | undefined; readonly modified: string | undefined };

export function versionOf({ headers }: Response): FileVersion {
  return { etag: headers.get('etag') ?? undefined, modified: headers.get('last-modified') ?? undefined };
}

/**
 * Whether two answers are about the same version. ETags are compared weakly: a proxy that compresses answers makes them weak, and the bytes of a
 * range are checked by their number anyway. Dates count only where an ETag is missing.
 */
export function isSameVersion(a: FileVersion, b: FileVersion): boolean {
  if (a.etag !== undefined && b.etag !== undefined) return opaque(a.etag) === opaque(b.etag);
  if (a.modified !== undefined && b.modified !== undefined) return a.modified === b.modified;
  return a.etag === b.etag && a.modified === b.modified;
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
