import { expose, type Remote } from 'comlink';
import { type GpuAccess, gpuHere } from '../kernels/gpuAccess';
import type { webgpuEngine } from '../kernels/webgpuEngine';
import { type Borrower, borrowedGpu, eitherGpu } from '../session/lentGpu';
import { type WorkerApi, workerApi } from '../session/workerApi';
import { allowScriptsOf } from './scriptAddresses';

declare const self: DedicatedWorkerGlobalScope & {
  importScripts(address: string): void;
  /** Set by the classic script with the engine. */
  prunescopeWebgpu?: { webgpuEngine: typeof webgpuEngine };
};

let script: string | undefined;
let borrowed: GpuAccess | undefined;

const ownGpu = gpuHere(async () => {
  if (!self.prunescopeWebgpu) self.importScripts(script!);
  return self.prunescopeWebgpu!;
});

/** The worker of an embedded page, a classic worker. */
const api: WorkerApi & Borrower = {
  ...workerApi(eitherGpu(ownGpu, () => borrowed)),
  borrow(lent, address) {
    // The worker has the content security policy of its page.
    if (!script) allowScriptsOf(address);
    script = address;
    borrowed = borrowedGpu(lent as unknown as Remote<typeof lent>);
  },
};
expose(api);
