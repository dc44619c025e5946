import type { ByteSource } from '../../src/bytes/byteSource';
import { diskSource } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { openModel } from '../../src/model/openModel';
import { firstTensor } from '../../src/session/firstTensor';
import { openModelFile } from '../../src/tflite/modelFile';
import { dataRanges } from '../../src/tflite/tensorData';

/** Bytes [start, end) of a file. */
type Range = readonly [start: number, end: number];

/** What has to be read of a model for its first map: the records, then the weights of the tensor. */
export async function firstTensorReads(path: string): Promise<Range[][]> {
  const file = await diskSource(path);
  try {
    const records: Range[] = [];
    const recorded: ByteSource = {
      ...file,
      slice(start, end, signal) {
        records.push([start, end]);
        return file.slice(start, end, signal);
      },
    };
    const engine = cpuEngine();
    const { contents } = await openModel(recorded, { engineFor: () => engine, exact: false });
    const { metadata, model } = await openModelFile(file);
    const first = firstTensor(contents.tensors, {});
    const tensor = first && model.subgraphs[first.subgraph].tensors[first.tensor];
    const [weights] = tensor ? await dataRanges(metadata, model, [tensor]) : [];
    if (!weights || weights instanceof Error) throw new Error(`${path} has no first tensor to read`);
    return [records, [[weights.start, weights.end]]];
  } finally {
    await file.close();
  }
}
