import type { EngineChoice } from '../../sparsity/engine';

export const engineChoices: readonly EngineChoice[] = ['auto', 'cpu', 'wasm', 'webgpu'];
