import { readFileSync } from 'node:fs';

/** The output of `npm pack --json` for a package. */
export type Packed = {
  readonly filename: string;
  readonly size: number;
  readonly integrity: string;
  readonly files: readonly { readonly path: string }[];
};
type Manifest = {
  readonly version: string;
  readonly bin: object;
  readonly dependencies: Readonly<Record<string, string>>;
};

/**
 * A lock file for a project whose only dependency is a packed package. Its dependencies have the versions of this repository's lock file, so that npm
 * reads them from its cache, where `npm ci` has stored them. Without a lock file, npm requests the registry. A dependency that this repository does
 * not lock makes `npm ci` fail.
 */
export function lockOf({ filename, integrity }: Packed, { version, bin, dependencies }: Manifest) {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const locked = Object.entries(packages).filter(([path]) =>
    Object.keys(dependencies).some((name) => path.startsWith(`node_modules/${name}`)),
  );
  return {
    lockfileVersion: 3,
    packages: {
      '': { type: 'module', dependencies: { prunescope: `file:${filename}` } },
      'node_modules/prunescope': { version, resolved: `file:${filename}`, integrity, bin, dependencies },
      ...Object.fromEntries(locked),
    },
  };
}
