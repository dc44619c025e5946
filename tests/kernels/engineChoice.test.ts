import { afterEach, describe, expect, it, vi } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { engineSetFor } from '../../src/kernels/engineChoice';
import { ModelError } from '../../src/modelError';
import type { EngineStatus } from '../../src/sparsity/engine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { single } from '../../src/tflite/weights/channels';
import { maskFromText } from '../support/matrices';
import { wasmRefusals } from '../support/wasmRefusals';

const mask = maskFromText(['#..#']);
const large = 2 ** 20;

/** A GPU engine that computes on the CPU and can be lost. */
function gpuOfTest() {
  let lose = (_reason: string) => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const cpu = cpuEngine();
  const engine = { ...cpu, name: 'webgpu' as const, lost, summaryOf: vi.fn(cpu.summaryOf), dispose: vi.fn() };
  const access = { adapter: async () => ({ device: 'of the test', isSoftware: false }), start: async () => engine };
  return { engine, access, lose: (reason: string) => lose(reason) };
}

describe('an engine set with a GPU', () => {
  it('gives the GPU the large tensors, and all tensors if WebGPU is selected', async () => {
    const { access } = gpuOfTest();
    const auto = await engineSetFor('auto', access, () => {});
    expect([auto.engineFor(large).name, auto.engineFor(large - 1).name]).toEqual([
      'webgpu',
      expect.not.stringMatching('webgpu'),
    ]);
    const selected = await engineSetFor('webgpu', access, () => {});
    expect(selected.engineFor(0).name).toBe('webgpu');
  });

  it('computes tensors with a threshold on the other engine, without loss of the GPU', async () => {
    const { access, engine } = gpuOfTest();
    engine.analysisOf = vi.fn(engine.analysisOf);
    const set = await engineSetFor('webgpu', access, () => {});
    const threshold = { value: 1, scales: single(0.5) };
    const rows = {
      rowCount: 1,
      columnCount: 4,
      firstElement: 0,
      type: 'INT8',
      zeroPoints: single(0),
      threshold,
    } as const;
    const { mask } = await set.engineFor(0).analysisOf(rows, Uint8Array.of(0, 2, 3, 254), twoOfFour);
    expect([...mask.words]).toEqual([0b0100]);
    expect(engine.analysisOf).not.toHaveBeenCalled();
    expect(set.engineFor(0).name).toBe('webgpu');
  });

  it('reports a lost GPU once and continues without it', async () => {
    const { access, engine, lose } = gpuOfTest();
    const changes: EngineStatus[] = [];
    const set = await engineSetFor('webgpu', access, (status) => changes.push(status));
    engine.summaryOf.mockRejectedValueOnce(new Error('device lost'));
    expect(await set.engineFor(0).summaryOf(mask, twoOfFour)).toMatchObject({ nonzeros: 2 });
    lose('destroyed');
    await engine.lost;
    expect(changes).toEqual([{ choice: 'webgpu', name: expect.any(String), reason: 'the GPU was lost (device lost)' }]);
    expect(set.status).toEqual(changes[0]);
    expect(set.engineFor(0).name).toBe(set.status.name);
    expect(engine.dispose).toHaveBeenCalledTimes(1);
  });

  it('keeps the GPU after a tensor that is too large for it, and after a canceled one', async () => {
    const { access, engine } = gpuOfTest();
    const onChange = vi.fn();
    const set = await engineSetFor('webgpu', access, onChange);
    engine.summaryOf.mockRejectedValueOnce(new ModelError('too-large', 'for the test'));
    expect(await set.engineFor(0).summaryOf(mask, twoOfFour)).toMatchObject({ nonzeros: 2 });
    engine.summaryOf.mockRejectedValueOnce(new Error('device lost'));
    const cancelled = set.engineFor(0).summaryOf(mask, twoOfFour, AbortSignal.abort());
    await expect(cancelled).rejects.toThrow('device lost');
    expect(onChange).not.toHaveBeenCalled();
    expect(set.engineFor(0).name).toBe('webgpu');
  });

  it('does not report a GPU that is lost after another choice', async () => {
    const { access, engine, lose } = gpuOfTest();
    const onChange = vi.fn();
    (await engineSetFor('webgpu', access, onChange)).dispose();
    lose('destroyed');
    await engine.lost;
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('an engine set where WebAssembly does not run', () => {
  afterEach(() => vi.restoreAllMocks());
  const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('no GPU')) };

  it.each(wasmRefusals)('computes on the CPU under a policy without wasm-unsafe-eval, in %s', async (_, refusal) => {
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
      throw refusal;
    });
    const { status, engineFor } = await engineSetFor('auto', noGpu, () => {});
    expect(status).toEqual({
      choice: 'auto',
      name: 'cpu',
      reason: 'no WebGPU here, and this site does not allow WebAssembly',
      lacksWasm: true,
    });
    expect(engineFor(large).name).toBe('cpu');
    const selected = await engineSetFor('wasm', noGpu, () => {});
    expect(selected.status.reason).toBe('this site does not allow WebAssembly');
    expect((await engineSetFor('cpu', noGpu, () => {})).status).toEqual({
      choice: 'cpu',
      name: 'cpu',
      reason: 'selected',
    });
  });

  it('computes on the CPU in browsers without SIMD', async () => {
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
      throw new WebAssembly.CompileError('unknown opcode');
    });
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const { status } = await engineSetFor('wasm', noGpu, () => {});
    expect(status).toMatchObject({ name: 'cpu', reason: 'no WebAssembly SIMD here', lacksWasm: true });
  });
});
