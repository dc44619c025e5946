// The script of LiteRT, which tools/liteRtModule.ts makes a module.
declare module '@litertjs/core/wasm/litert_wasm_compat_internal.js' {
  const createLiteRt: import('./liteRt').LiteRtFactory;
  export default createLiteRt;
}
