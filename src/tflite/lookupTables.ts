import type { ByteSource } from '../bytes/byteSource';
import { partSource } from '../bytes/partSource';
import { ModelError } from '../modelError';
import { type Metadata, metadataOf, readEach } from './metadata';
import type { Model, Tensor } from './model';
import { CompressionMetadata, type LutSubgraph } from './schema/tflm_compression_generated';
import { bufferRange } from './tensorData';

/** How a tensor is compressed with a lookup table: its buffer holds indices, and the buffer `valueBuffer` of the model the values. */
type LookupTable = { readonly valueBuffer: number; readonly indexBits: number };

/**
 * The tensors that the metadata COMPRESSION_METADATA of TensorFlow Lite Micro lists. A ModelError if the metadata cannot be read: then it is not
 * known which tensors are compressed.
 */
export type LookupTables = ReadonlyMap<Tensor, LookupTable> | ModelError;

const entryName = 'COMPRESSION_METADATA';
// Source: schema_version in tensorflow/lite/micro/compression/metadata.fbs of tflite-micro.
const knownVersion = 1;

/** Reads which tensors are compressed. Models without the metadata need no read. @throws ModelError `cancelled`, and those of the source */
export async function readLookupTables(
  source: ByteSource,
  metadata: Metadata,
  model: Model,
  signal?: AbortSignal,
): Promise<LookupTables> {
  const entry = model.metadata.find(({ name }) => name === entryName);
  if (!entry) return new Map();
  if (entry.problem) return entry.problem;
  try {
    const range = await bufferRange(metadata, model, entry.buffer, `the metadata ${entryName}`, signal);
    const content = metadataOf(partSource(source, range.start, range.end, source.name));
    return await content.read((buffer) => {
      const root = CompressionMetadata.getRootAsCompressionMetadata(buffer);
      if (root.schemaVersion() > knownVersion) throw unknownVersion(root.schemaVersion());
      const subgraphs = readEach(root.subgraphsLength(), (i) => tablesOf(root.subgraphs(i)!, model, i));
      return new Map(subgraphs.flat());
    }, signal);
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || !damage.has(thrown.code)) throw thrown;
    return new ModelError(thrown.code, `the metadata ${entryName} cannot be read: ${thrown.message}`);
  }
}

const damage: ReadonlySet<ModelError['code']> = new Set(['truncated', 'bad-offset', 'too-large', 'unsupported-type']);

function unknownVersion(version: number): ModelError {
  return new ModelError('unsupported-type', `it has version ${version}; expected at most ${knownVersion}`);
}

function tablesOf(table: LutSubgraph, model: Model, subgraph: number): [Tensor, LookupTable][] {
  return readEach(table.lutTensorsLength(), (i) => {
    const entry = table.lutTensors(i)!;
    const tensor = model.subgraphs[subgraph]?.tensors[entry.tensor()];
    if (!tensor) {
      throw new ModelError(
        'bad-offset',
        `it lists tensor ${subgraph}:${entry.tensor()}, which does not exist: the file is damaged`,
      );
    }
    return [tensor, { valueBuffer: entry.valueBuffer(), indexBits: entry.indexBitwidth() }];
  });
}
