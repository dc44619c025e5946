import { expose } from 'comlink';
import { gpuHere } from '../kernels/gpuAccess';
import { workerApi } from '../session/workerApi';

/** The worker of the page. */
expose(workerApi(gpuHere(() => import('../kernels/webgpuEngine'))));
