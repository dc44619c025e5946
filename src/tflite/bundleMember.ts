import type { ByteSource } from '../bytes/byteSource';

/** A member of a bundle. Nothing of its content has been read yet. */
export type BundleMember = {
  /** Name in the bundle. It can include folders. */
  readonly name: string;
  /** The first bytes of the member, at most `length`. */
  head(length: number): Promise<Uint8Array>;
  /** The member as a source named `bundle/member`. Stored members are read in place, compressed members are unpacked into memory. */
  open(): Promise<ByteSource>;
};

/** Bytes that can still be unpacked into memory, for one file with all its nested bundles. A small file can claim to unpack to any size. */
export type UnpackBudget = { bytesLeft: number };
