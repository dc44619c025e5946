import { ModelError } from '../modelError';
import type { ModelSource } from './modelFile';

/** A member of a bundle. Nothing of its content has been read yet. */
export type BundleMember = {
  /** Name in the bundle. It can include folders. */
  readonly name: string;
  /** The first bytes of the member, at most `length`. */
  head(length: number): Promise<Uint8Array>;
  /** The member as a source named `bundle/member`. Stored members are read in place, compressed members are unpacked into memory. */
  open(): Promise<ModelSource>;
};

/** Bytes that can still be unpacked into memory, for one file with all its nested bundles. A small file can claim to unpack to any size. */
export type UnpackBudget = { bytesLeft: number };

/** Maximum number of members of a bundle. Published bundles have fewer than 20. Checking more than this would take minutes. */
export const maxMembers = 4096;

export function tooManyMembers(found: string): ModelError {
  return new ModelError(
    'too-large',
    `the bundle has ${found} members; expected at most ${maxMembers}. Extract the model that you need, and open it.`,
  );
}
