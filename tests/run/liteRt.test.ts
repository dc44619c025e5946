import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import { arithmeticChanges, weightedOperators } from '../../src/run/arithmetic';
import { largestIndex } from '../../src/run/differences';
import { type LiteRt, startLiteRt } from '../../src/run/liteRt';
import { mnistInputs } from '../../src/run/mnistInputs';
import { runBoth } from '../../src/run/runBoth';
import { runFailure } from '../../src/run/runFailure';
import { impactOf, ranked, type Sensitivity, sensitivities } from '../../src/run/sensitivity';
import { digits } from '../../tools/sample/mnist';
import { buildModel } from '../support/buildModel';
import { liteRtInNode } from '../support/liteRtInNode';
import { fullyConnectedModel, prunedValues, type WeightChain, weightScale } from '../support/runnableModels';

const sample = (name: string) => new Uint8Array(readFileSync(`public/samples/${name}.tflite`));
const fixture = (name: string) => new Uint8Array(readFileSync(`tests/models/${name}.tflite`));
const random = { kind: 'random', seed: 1, count: 4 } as const;
const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];

let liteRt: LiteRt;
beforeAll(async () => {
  liteRt = await liteRtInNode();
});

async function changesOf(before: Uint8Array, after: Uint8Array) {
  return arithmeticChanges(await weightedOperators(before), await weightedOperators(after));
}

describe('LiteRT', () => {
  it('describes inputs and outputs, and computes', async () => {
    const model = await liteRt.compile(fullyConnectedModel('float'));
    expect(model.inputs).toEqual([{ name: 'x', type: 'FLOAT32', shape: [1, 32] }]);
    expect(model.outputs).toEqual([{ name: 'y', type: 'FLOAT32', shape: [1, 8] }]);
    const ones = new Uint8Array(new Float32Array(32).fill(1).buffer);
    const [output] = await model.run([ones]);
    const sums = Array.from({ length: 8 }, (_, row) =>
      prunedValues.slice(row * 32, row * 32 + 32).reduce((sum, value) => sum + value * weightScale, 0),
    );
    expect(floats(output!)).toEqual(sums.map((sum) => expect.closeTo(sum, 4)));
    model.dispose();
  });

  it('takes inputs of types that its own scripts refuse', async () => {
    for (const [type, bytes, expected] of [
      ['INT8', Uint8Array.of(0xff, 2), [-1, 2]],
      ['BOOL', Uint8Array.of(1, 0), [1, 0]],
      ['INT64', new Uint8Array(new BigInt64Array([-7n, 9n]).buffer), [-7, 9]],
    ] as const) {
      const tensors = [
        { name: 'x', shape: [2], type },
        { name: 'y', shape: [2] },
      ];
      const operators = [{ code: 'CAST', inputs: [0], outputs: [1] }] as const;
      const model = await liteRt.compile(buildModel({ tensors, operators, inputs: [0], outputs: [1] }));
      expect(model.inputs[0]!.type).toBe(type);
      expect(floats((await model.run([bytes]))[0]!), type).toEqual(expected);
      model.dispose();
    }
  });

  it('frees what a model took', async () => {
    const bytes = sample('mnist-2by4-float32');
    for (let time = 0; time < 12; time++) {
      const model = await liteRt.compile(bytes);
      await model.run([new Uint8Array(3136)]);
      model.dispose();
    }
    const { heapBytes } = liteRt;
    for (let time = 0; time < 12; time++) {
      const model = await liteRt.compile(bytes);
      await model.run([new Uint8Array(3136)]);
      model.dispose();
    }
    expect(liteRt.heapBytes).toBe(heapBytes);
  });

  it('says why a model cannot be run', async () => {
    const run = (bytes: Uint8Array) => runBoth(liteRt, { before: bytes, after: bytes }, random);
    for (const [name, message] of [
      ['compiled-ethos-u', 'LiteRT has no kernel for the custom operator ethos-u, so it cannot run this model'],
      ['custom-binary', 'LiteRT has no kernel for the custom operator LceBconv2d'],
      ['tflm-decode', 'LiteRT has no kernel for the custom operator TFLM_DECODE'],
      ['lstm', 'LiteRT.js does not run models with variable tensors'],
      // LiteRT continues after this error, with outputs that are not initialized.
      ['read-variable', 'LiteRT cannot run this model: op_data->init_subgraph_index != this_subgraph'],
    ] as const) {
      const failure = await run(fixture(name)).catch((thrown) => thrown);
      expect(failure, name).toBeInstanceOf(ModelError);
      expect(failure.message).toContain(message);
    }
    await expect(run(fullyConnectedModel('sparse int8, densified'))).rejects.toThrow(
      'the XNNPACK kernels of LiteRT failed for FULLY_CONNECTED, operator 1',
    );
    await expect(liteRt.compile(new Uint8Array(100))).rejects.toThrow('LiteRT cannot run this model: Failed to load');
    const empty = buildModel({
      tensors: [{ shape: [1, 0] }, { shape: [1, 0] }],
      operators: [{ code: 'RELU', inputs: [0], outputs: [1] }],
      ...{ inputs: [0], outputs: [1] },
    });
    await expect(liteRt.compile(empty)).rejects.toThrow('has the shape 1 × 0; expected sizes');
    // It still runs others.
    await expect(run(fullyConnectedModel('float'))).resolves.toMatchObject({ examples: 4 });
  });

  it('says so if it has not enough memory, or does not start', async () => {
    expect(runFailure([], new RangeError('offset is out of bounds'))?.code).toBe('too-large');
    expect(runFailure(['ERROR: std::bad_alloc'])?.code).toBe('too-large');
    expect(
      runFailure(["ERROR: Didn't find op for builtin opcode 'CONV_2D' version '99'. An older version …"])?.message,
    ).toBe('LiteRT.js has no kernel for version 99 of CONV_2D, so it cannot run this model');
    expect(runFailure(['INFO: Created TensorFlow Lite XNNPACK delegate for CPU.'])).toBeUndefined();
    const noWasm = () => Promise.reject(new Error('Failed to fetch'));
    await expect(startLiteRt(noWasm, '')).rejects.toThrow('LiteRT did not start (Failed to fetch)');
  });
});

describe('runBoth', () => {
  it('finds that a model equals itself, bit by bit', async () => {
    const bytes = sample('mnist-2by4-float32');
    const { outputs, examples } = await runBoth(liteRt, { before: bytes, after: bytes }, random);
    expect(examples).toBe(4);
    expect(outputs[0]!.differences).toMatchObject({
      values: 40,
      changed: 0,
      largest: 0,
      cosine: 1,
      rows: 4,
      agreeing: 4,
    });
  });

  it('finds dense and stored-sparse weights equal bit by bit where the kernels are exact', async () => {
    for (const [first, second, changes] of [
      ['int8 to float', 'sparse int8 to float', []],
      ['float', 'sparse float', [{ before: 'float', after: 'sparse-float', operators: 1 }]],
    ] as const) {
      const [before, after] = [fullyConnectedModel(first), fullyConnectedModel(second)];
      expect(await changesOf(before, after)).toEqual(changes);
      const { outputs } = await runBoth(liteRt, { before, after }, { ...random, count: 50 });
      expect(outputs[0]!.differences, first).toMatchObject({ values: 400, changed: 0 });
    }
  });

  it('names how weights are multiplied where dense and stored-sparse weights are not equal', async () => {
    const cases: readonly [WeightChain, WeightChain, object, number][] = [
      ['int8', 'sparse int8', { before: 'hybrid', after: 'sparse-hybrid', operators: 1 }, 1e-6],
      ['int8', 'sparse int8 to float', { before: 'hybrid', after: 'float', operators: 1 }, 0.02],
    ];
    for (const [first, second, change, most] of cases) {
      const [before, after] = [fullyConnectedModel(first), fullyConnectedModel(second)];
      expect(await changesOf(before, after)).toEqual([change]);
      const { changed, relative } = (await runBoth(liteRt, { before, after }, random)).outputs[0]!.differences;
      expect(changed, second).toBeGreaterThan(0);
      expect(relative).toBeLessThan(most);
    }
    // The sample without its sparse tensors stores all weights as INT8 that the operators read, so LiteRT quantizes activations.
    const [int8, sparse] = [sample('mnist-2by4-int8'), sample('mnist-2by4-int8-stored-sparse')];
    expect(await changesOf(int8, sparse)).toEqual([{ before: 'hybrid', after: 'float', operators: 2 }]);
    expect(await changesOf(int8, fullyConnectedModel('float'))).toBeUndefined();
  });

  it('reports progress and the example that differs most', async () => {
    const done: number[] = [];
    const changed = prunedValues.map((value, index) => (index < 32 ? 0 : value));
    const models = { before: fullyConnectedModel('float'), after: fullyConnectedModel('float', changed) };
    const { outputs } = await runBoth(liteRt, models, { ...random, count: 3 }, (share, total) =>
      done.push(share / total),
    );
    expect(done).toEqual([1, 2, 3, 4, 5, 6].map((count) => count / 6));
    const { shown, differences } = outputs[0]!;
    const distance = Math.max(...shown.before.map((value, index) => Math.abs(value - shown.after[index]!)));
    expect(distance).toBe(differences.largest);
    expect(shown.before.length).toBe(8);
  });

  it('compares outputs only if they have the same shape', async () => {
    const models = { before: fullyConnectedModel('float'), after: sample('mnist-2by4-int8') };
    await expect(runBoth(liteRt, models, { kind: 'zeros' })).rejects.toThrow(ModelError);
  });

  it('stops when it is canceled', async () => {
    const controller = new AbortController();
    const models = { before: fullyConnectedModel('float'), after: fullyConnectedModel('float') };
    const run = runBoth(liteRt, models, { ...random, count: 100 }, () => controller.abort(), controller.signal);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the sample on images of MNIST', () => {
  it('names the digits', async () => {
    const { images, labels } = digits('t10k');
    const header = (...sizes: number[]) =>
      new Uint8Array(sizes.flatMap((size) => [size >>> 24, size >>> 16, size >>> 8, size].map((byte) => byte & 255)));
    const file = (bytes: Uint8Array, ...sizes: number[]) => new Uint8Array([...header(...sizes), ...bytes]);
    const read = async (name: string) =>
      name.includes('images') ? file(images, 0x803, 10_000, 28, 28) : file(labels, 0x801, 10_000);
    const model = await liteRt.compile(sample('mnist-2by4-float32'));
    const inputs = await mnistInputs(model.inputs, read, 1000);
    let correct = 0;
    for (let index = 0; index < inputs.count; index++) {
      const [scores] = await model.run(inputs.at(index));
      if (largestIndex(floats(scores!), 0, 10) === inputs.labels![index]) correct++;
    }
    model.dispose();
    // Of all 10,000, npm run sample:verify counts 98.99 %.
    expect(correct).toBe(988);
  });
});

describe('sensitivities', () => {
  const original = fullyConnectedModel('float');
  const without = (row: number) =>
    fullyConnectedModel(
      'float',
      prunedValues.map((value, index) => (Math.floor(index / 32) === row ? 0 : value)),
    );

  it('ranks tensors by the difference that pruning makes', async () => {
    const results: Sensitivity<string>[] = [];
    const pruned = async (tensor: string) => {
      if (tensor === 'depthwise') throw new ModelError('unsupported-type', 'not pruned');
      return tensor === 'nothing'
        ? original
        : tensor === 'one row'
          ? without(0)
          : fullyConnectedModel(
              'float',
              prunedValues.map(() => 0),
            );
    };
    const tensors = ['all', 'depthwise', 'one row', 'nothing'];
    await sensitivities(liteRt, original, tensors, pruned, random, (result) => results.push(result));
    expect(results.map(({ tensor }) => tensor)).toEqual(tensors);
    expect(ranked(results).map(({ tensor, run, message }) => [tensor, run ? impactOf(run) : message])).toEqual([
      ['nothing', 0],
      ['one row', expect.closeTo(0.35, 0.3)],
      ['all', 1],
      ['depthwise', 'not pruned'],
    ]);
  });

  it('stop when they are canceled', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const run = sensitivities(
      liteRt,
      original,
      ['a', 'b', 'c'],
      async () => original,
      random,
      ({ tensor }) => {
        seen.push(tensor);
        controller.abort();
      },
      controller.signal,
    );
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual(['a']);
  });
});
