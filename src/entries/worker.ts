import { expose } from 'comlink';
import { gpuHere } from '../kernels/gpuAccess';
import { workerApi } from '../session/workerApi';

/** The worker of the page. */
const gpu = gpuHere(() => import('../kernels/webgpuEngine'));
expose(workerApi(gpu, () => import('../session/rewriteAnswers')));
