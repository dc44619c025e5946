import { readFileSync } from 'node:fs';

/** What `npm pack --json` says of a package. */
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
 * A lock file for a project whose only dependency is a packed package. Its dependencies are locked as this repository locks them, so that npm takes
 * them from its cache, where `npm ci` has put them: an install without a lock asks the registry. One that this repository does not lock makes
 * `npm ci` fail.
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
