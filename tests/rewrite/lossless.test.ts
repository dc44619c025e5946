import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { openWeights } from '../../src/rewrite/modelWeights';
import { contentLength, type FieldValue } from '../../src/rewrite/nodes';
import type { PlannedEncoding } from '../../src/rewrite/plan';
import { readNodes } from '../../src/rewrite/readNodes';
import { fieldsOf } from '../../src/rewrite/schemaTables';
import { buildModel } from '../support/buildModel';
import { denseLayer, errorCodeOf } from '../support/openBytes';
import { rewritten } from '../support/rewritten';
import { TableWriter } from '../support/tableWriter';

type Json = string | Json[] | { [name: string]: Json };

/** All fields of all tables of a model, by name. */
async function fieldsIn(bytes: Uint8Array): Promise<Json> {
  const { file } = await openWeights(memorySource('a.tflite', bytes), undefined);
  const { root } = await readNodes(file);
  function jsonOf(value: FieldValue): Json {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (value.kind === 'tables') return value.items.map(jsonOf);
    if (value.kind === 'data') {
      const { content } = value;
      if (!('range' in content)) throw new Error('expected content of the file');
      const { start, end } = content.range;
      return `${contentLength(content)}: ${sha256Of(bytes.subarray(start, end))}`;
    }
    const fields = fieldsOf(value.table);
    return Object.fromEntries(
      [...value.fields].map(([position, field]) => [
        fields.find((known) => known.position === position)!.name,
        jsonOf(field),
      ]),
    );
  }
  return jsonOf(root);
}

type Model = {
  subgraphs: { tensors: { buffer: string; sparsity?: Json }[]; operators: Json[] }[];
  buffers: Json[];
  operator_codes: Json[];
};

const sample = (name: string) => new Uint8Array(readFileSync(`public/samples/${name}.tflite`));

describe('a model that is written anew', () => {
  it('has all fields of the original, except for the tensor that changed', async () => {
    const original = sample('mnist-2by4-float32');
    const { bytes } = await rewritten(original, [{ subgraph: 0, tensor: 3, encoding: 'csr' }]);
    const [before, after] = (await Promise.all([fieldsIn(original), fieldsIn(bytes)])) as [Model, Model];
    const [graph, newGraph] = [before.subgraphs[0], after.subgraphs[0]];
    const { sparsity, ...tensor } = newGraph.tensors[3];
    expect(sparsity).toBeDefined();
    const buffer = Buffer.from(tensor.buffer, 'hex').readUInt32LE();
    expect(after.buffers.map((table, i) => (i === buffer ? 'changed' : table))).toEqual(
      before.buffers.map((table, i) => (i === buffer ? 'changed' : table)),
    );
    expect([...newGraph.tensors.slice(0, 3), tensor, ...newGraph.tensors.slice(4, -1)]).toEqual(graph.tensors);
    // DENSIFY and its output were added; one operator reads the output.
    expect(newGraph.tensors).toHaveLength(graph.tensors.length + 1);
    expect(newGraph.operators).toHaveLength(graph.operators.length + 1);
    expect(
      newGraph.operators.filter(
        (operator) => !graph.operators.some((old) => JSON.stringify(old) === JSON.stringify(operator)),
      ),
    ).toHaveLength(2);
    expect(after.operator_codes.slice(0, before.operator_codes.length)).toEqual(before.operator_codes);
    const rest = ({ subgraphs: _subgraphs, buffers: _buffers, operator_codes: _codes, ...others }: Model) => others;
    expect(rest(after)).toEqual(rest(before));
    const others = ({ tensors: _tensors, operators: _operators, ...fields }: Model['subgraphs'][0]) => fields;
    expect(others(newGraph)).toEqual(others(graph));
  });

  it.each(['mnist-2by4-int8', 'mnist-2by4-float32'])(
    'has the tensors and operators of %s after a way through another encoding and back',
    async (name) => {
      const original = sample(name);
      const route = async (encoding: PlannedEncoding) => {
        const away = await rewritten(original, [{ subgraph: 0, tensor: 5, encoding }]);
        const back = await rewritten(away.bytes, [{ subgraph: 0, tensor: 5, encoding: 'dense' }]);
        return (await fieldsIn(back.bytes)) as Model;
      };
      const before = (await fieldsIn(original)) as Model;
      const [viaBitmap, viaCsr] = [await route('tflm-decode'), await route('csr')];
      const [graph, newGraph] = [before.subgraphs[0], viaBitmap.subgraphs[0]];
      const withoutBuffer = ({ buffer: _, ...tensor }: Model['subgraphs'][0]['tensors'][0]) => tensor;
      expect(newGraph.tensors.slice(0, graph.tensors.length).map(withoutBuffer)).toEqual(
        graph.tensors.map(withoutBuffer),
      );
      expect(newGraph.operators).toEqual(graph.operators);
      const dataOf = (model: Model) =>
        model.buffers[Buffer.from(model.subgraphs[0].tensors[5].buffer, 'hex').readUInt32LE()];
      // Neither encoding keeps the sign of zeros.
      expect(dataOf(viaBitmap)).toEqual(dataOf(viaCsr));
    },
  );

  it('keeps the archive at its end readable, also if its offsets count from the start of the file', async () => {
    const archive = (start: number) => {
      const entry = new Uint8Array(46 + 5);
      const end = new Uint8Array(22);
      new DataView(entry.buffer).setUint32(0, 0x02014b50, true);
      new DataView(entry.buffer).setUint16(28, 5, true);
      new DataView(entry.buffer).setUint32(42, start, true);
      new DataView(end.buffer).setUint32(0, 0x06054b50, true);
      new DataView(end.buffer).setUint16(10, 1, true);
      new DataView(end.buffer).setUint32(16, start + 40, true);
      return Buffer.concat([new Uint8Array(40).fill(7), entry, end]);
    };
    const layer = denseLayer({ shape: [64, 64], data: Array.from({ length: 4096 }, (_, i) => (i % 8 === 0 ? i : 0)) });
    const start = buildModel(layer).length;
    for (const first of [start, 0]) {
      const original = buildModel({ ...layer, trailing: archive(first) });
      const { bytes } = await rewritten(original, [{ subgraph: 0, tensor: 1, encoding: 'csr' }]);
      const newStart = bytes.length - archive(0).length;
      expect(newStart).not.toBe(start);
      expect(Buffer.from(bytes.slice(newStart))).toEqual(archive(first === 0 ? 0 : newStart));
    }
  });

  it('is refused if a table has a field that the schema does not know; pruning in place keeps the field', async () => {
    const writer = new TableWriter();
    const { u32, offset, table, vector, text } = bound(writer);
    const tensor = (name: string, buffer: number) =>
      table([
        [0, offset(writer.numbers([4, 4]))],
        [2, u32(buffer)],
        [3, offset(text(name))],
        [11, u32(77)],
      ]);
    const bytes = writer.model([
      [0, u32(3)],
      [1, offset(vector([table([[3, u32(9)]])]))],
      [
        2,
        offset(
          vector([
            table([
              [0, offset(vector([tensor('input', 0), tensor('weights', 1), tensor('output', 0)]))],
              [
                3,
                offset(
                  vector([
                    table([
                      [0, u32(0)],
                      [1, offset(writer.numbers([0, 1]))],
                      [2, offset(writer.numbers([2]))],
                    ]),
                  ]),
                ),
              ],
            ]),
          ]),
        ),
      ],
      [4, offset(vector([table([]), table([[0, offset(writer.text('\x00\x00\x80\x3f'.repeat(16)))]])]))],
    ]);
    await expect(rewritten(bytes, [{ subgraph: 0, tensor: 1, encoding: 'csr' }])).rejects.toThrow(
      'a table Tensor of the model has field 11, and Prunescope knows 11 fields of it',
    );
    const pruned = await rewritten(bytes, [{ subgraph: 0, tensor: 1, prune: { kind: 'pattern', zeros: 2, of: 4 } }]);
    expect(pruned.tensors[0]).toMatchObject({ zerosBefore: 0, zerosAfter: 8 });
    expect(pruned.bytes.filter((byte, i) => byte !== bytes[i])).toHaveLength(16);
  });

  it('is refused if another operator would make metadata wrong', async () => {
    const model = buildModel({
      ...denseLayer({ shape: [4, 4], data: new Array(16).fill(1) }),
      tensors: [{ name: 'input' }, { name: 'weights', shape: [4, 4], type: 'INT8', data: new Array(16).fill(1) }, {}],
      buffers: [{ bytes: Uint8Array.of(1, 2) }],
      metadata: [{ name: 'model_control_dependencies', buffer: 1 }],
    });
    await expect(rewritten(model, [{ subgraph: 0, tensor: 1, encoding: 'csr' }])).rejects.toThrow(
      'model_control_dependencies',
    );
    expect(await errorCodeOf(() => rewritten(model, [{ subgraph: 0, tensor: 1, encoding: 'tflm-decode' }]))).toBe(
      'bad-plan',
    );
  });
});

/** The methods of a writer, to use them without it. */
function bound(writer: TableWriter) {
  return {
    u32: writer.u32.bind(writer),
    offset: writer.offset.bind(writer),
    table: writer.table.bind(writer),
    vector: writer.vector.bind(writer),
    text: writer.text.bind(writer),
  };
}
