import { emptyMask, isNonZero, packedMask, setBit, unpackedMask } from '../sparsity/mask';
import { type ByteReader, type ByteWriter, DamagedBytes } from './byteFields';
import { hasViolations, type SnapshotVerdict, type SnapshotVerdictKind, snapshotVerdictKinds } from './snapshot';

// For more tensors than this, a link holds only the kinds of the verdicts.
const maxDetailed = 100;
const bitsPerKind = 3;

/** Writes one field of all verdicts after the other: similar bytes in sequence deflate better. */
export function writeVerdicts(writer: ByteWriter, verdicts: readonly SnapshotVerdict[]): void {
  const kinds = emptyMask(verdicts.length, bitsPerKind);
  for (const [index, { kind }] of verdicts.entries()) {
    const code = snapshotVerdictKinds.indexOf(kind);
    for (let bit = 0; bit < bitsPerKind; bit++) if ((code >> bit) & 1) setBit(kinds, index, bit);
  }
  writer.number(verdicts.length);
  writer.bytes(packedMask(kinds));
  if (verdicts.length > maxDetailed) return;
  const keys = verdicts.map(({ tensor = '0:0' }) => tensor.split(':').map(Number));
  // Differences of ascending keys are small and similar.
  for (const part of [0, 1]) {
    for (const [index, key] of keys.entries()) writer.signed(key[part] - (keys[index - 1]?.[part] ?? 0));
  }
  for (const { kind, violatingBlocks = 0 } of verdicts) if (hasViolations(kind)) writer.number(violatingBlocks);
}

/** @throws DamagedBytes */
export function readVerdicts(reader: ByteReader): SnapshotVerdict[] {
  const length = reader.number();
  // Read first: it checks the length before arrays of that length are allocated.
  const packed = reader.bytes(Math.ceil((length * bitsPerKind) / 8));
  const bits = unpackedMask(packed, length, bitsPerKind);
  const kinds = Array.from({ length }, (_, index) => {
    let code = 0;
    for (let bit = 0; bit < bitsPerKind; bit++) if (isNonZero(bits, index, bit)) code |= 1 << bit;
    return kindOf(code);
  });
  if (length > maxDetailed) return kinds.map((kind) => ({ kind }));
  const [subgraphs, tensors] = [readKeyParts(reader, length), readKeyParts(reader, length)];
  return kinds.map((kind, index) => {
    const verdict = { tensor: `${subgraphs[index]}:${tensors[index]}`, kind };
    return hasViolations(kind) ? { ...verdict, violatingBlocks: reader.number() } : verdict;
  });
}

function readKeyParts(reader: ByteReader, length: number): number[] {
  let part = 0;
  return Array.from({ length }, () => {
    part += reader.signed();
    if (!(part >= 0 && part < 1e9)) throw new DamagedBytes();
    return part;
  });
}

function kindOf(code: number): SnapshotVerdictKind {
  const kind = snapshotVerdictKinds[code];
  if (kind === undefined) throw new DamagedBytes();
  return kind;
}
