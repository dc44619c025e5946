import { expose } from 'comlink';
import { gpuHere } from '../kernels/gpuAccess';
import { workerApi } from '../session/workerApi';

/** The page's other thread. */
expose(workerApi(gpuHere(() => import('../kernels/webgpuEngine'))));
