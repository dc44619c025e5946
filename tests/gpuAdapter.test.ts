import { expect, it } from 'vitest';
import { adapterOf } from '../tools/gpu/adapter';

const info = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false };
const isSoftware = (fields: Partial<typeof info>) => adapterOf({ ...info, ...fields } as GPUAdapterInfo).software;

it('detects a software adapter by its flag or its name', () => {
  expect(isSoftware({ vendor: 'intel', isFallbackAdapter: true })).toBe(true);
  expect(isSoftware({ vendor: 'google', architecture: 'swiftshader' })).toBe(true);
  expect(isSoftware({ vendor: 'mesa', device: 'llvmpipe (LLVM 15.0.6, 256 bits)' })).toBe(true);
  expect(isSoftware({ description: 'Microsoft Basic Render Driver' })).toBe(true);
});

it('detects a hardware adapter', () => {
  expect(isSoftware({ vendor: 'nvidia', device: 'nvidia-h200', description: 'NVIDIA: 580.159.04 580.159.4.0' })).toBe(
    false,
  );
  expect(isSoftware({ vendor: 'apple', architecture: 'metal-3' })).toBe(false);
});
