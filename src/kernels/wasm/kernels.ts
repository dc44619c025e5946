// AssemblyScript, not TypeScript. `npm run kernels` compiles it to WebAssembly and writes kernelsModule.ts.
//
// All kernels of the module. Its memory contains the data of one call: inputs, then results. The caller lays it out.
export { analyze, summarize } from './analysis';
export { histogram } from './histogram';
export { magnitudeLevel, magnitudeMeans, magnitudeSteps, magnitudeSums } from './magnitudes';
export { margins } from './margins';
export { reserve } from './memory';
export { pyramid } from './pyramid';
export { scatter } from './scatter';
export { structure } from './structure';
