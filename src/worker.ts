import { expose } from 'comlink';
import { workerApi } from './analyst/workerApi';
import { gpuHere } from './kernels/gpuAccess';

/** The page's other thread. */
expose(workerApi(gpuHere(() => import('./kernels/webgpuEngine'))));
