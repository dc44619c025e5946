/** Browsers, and what they throw where a policy without wasm-unsafe-eval forbids WebAssembly. For `it.each`. */
export const wasmRefusals: readonly (readonly [string, Error])[] = [
  ['Chromium and Firefox', new WebAssembly.CompileError('blocked by CSP')],
  ['WebKit', new EvalError('refused to create a WebAssembly object')],
];
