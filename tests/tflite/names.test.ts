import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { buildModel, type TensorDescription } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';
import { TableWriter } from '../support/tableWriter';

async function namesIn(...tensors: TensorDescription[]): Promise<string[]> {
  const { model } = await openModelFile(memorySource('a.tflite', buildModel({ tensors })));
  return model.subgraphs[0].tensors.map(({ name }) => name);
}

describe('name of a tensor', () => {
  it('need not be unique', async () => {
    expect(await namesIn({ name: 'same' }, { name: 'same' })).toEqual(['same', 'same']);
  });

  it('is empty if absent', async () => {
    expect(await namesIn({}, { name: '' })).toEqual(['', '']);
  });

  it('can be in any script', async () => {
    expect(await namesIn({ name: 'Gewichte/größe 重み 🪴' })).toEqual(['Gewichte/größe 重み 🪴']);
  });

  it('has U+FFFD for invalid UTF-8', async () => {
    expect(await namesIn({ name: Uint8Array.of(0x61, 0xff, 0x62) })).toEqual(['a\ufffdb']);
  });
});

describe('records of a model', () => {
  it('are the same whether tables share their vtables or not', async () => {
    const writer = new TableWriter();
    const tensor = (name: string, buffer: number) =>
      writer.table([
        [0, writer.offset(writer.numbers([2, 4]))],
        [2, writer.u32(buffer)],
        [3, writer.offset(writer.text(name))],
      ]);
    const tensors = ['a', 'b', 'c'].map((name, i) => tensor(name, i + 1));
    const subgraph = writer.table([[0, writer.offset(writer.vector(tensors))]]);
    const bytes = writer.model([
      [0, writer.u32(3)],
      [2, writer.offset(writer.vector([subgraph]))],
    ]);
    expect(writer.vtableCount).toBe(3);
    const { model } = await openModelFile(memorySource('a.tflite', bytes));
    const shown = model.subgraphs[0].tensors.map(({ name, shape, bufferIndex }) => ({ name, shape, bufferIndex }));
    expect(shown).toEqual([
      { name: 'a', shape: [2, 4], bufferIndex: 1 },
      { name: 'b', shape: [2, 4], bufferIndex: 2 },
      { name: 'c', shape: [2, 4], bufferIndex: 3 },
    ]);
  });

  it('have the defaults of the schema', async () => {
    const { model } = await openModelFile(memorySource('a.tflite', buildModel({ tensors: [{}] })));
    const { shape, type, bufferIndex, externalBuffer, isVariable, storedSparse } = model.subgraphs[0].tensors[0];
    expect({ shape, type, bufferIndex, externalBuffer, isVariable, storedSparse }).toEqual({
      ...{ shape: [], type: 'FLOAT32', bufferIndex: 0 },
      ...{ externalBuffer: 0, isVariable: false, storedSparse: false },
    });
  });

  it('have operator names of the schema, or numbers', async () => {
    const operators = [{ code: 'CONV_2D' }, { custom: 'Mine' }, { code: 250 }] as const;
    const file = await openModelFile(memorySource('a.tflite', buildModel({ tensors: [{}], operators })));
    expect(file.model.subgraphs[0].operators.map(({ code }) => code)).toEqual([
      'CONV_2D',
      'CUSTOM:Mine',
      'OPERATOR_250',
    ]);
  });

  it('keep the number of an unknown element type', async () => {
    const bytes = buildModel(denseLayer({ shape: [1, 4], type: 99, data: new Uint8Array(4) }));
    const { model } = await openModelFile(memorySource('a.tflite', bytes));
    expect(model.subgraphs[0].tensors[1]).toMatchObject({ type: undefined, typeCode: 99 });
  });
});
