import { watchContentHeight } from '../embed/frame/contentHeight';
import { bindHostPage } from '../embed/frame/hostPage';
import { gpuHere } from '../kernels/gpuAccess';
import type { webgpuEngine } from '../kernels/webgpuEngine';
import { decodeLink } from '../link/link';
import { lendGpu } from '../session/lentGpu';
import { workerSession } from '../session/workerSession';
import { actionsOn } from '../state/actions';
import { followLink, openLink } from '../state/followLink';
import { stateOfLink } from '../state/stateLink';
import { appStore } from '../state/store';
import { EmbedApp } from '../ui/shell/EmbedApp';
import { lazy } from '../ui/shell/lazy';
import EmbedWorker from './embedWorker?worker&inline';
import { limitToFilesOf } from './ownFiles';
import { allowScriptsOf } from './scriptAddresses';
import { showPage } from './showPage';
import '../ui/style/embedded.css';

declare global {
  /** Set by the classic script with the engine. */
  var prunescopeWebgpu: { webgpuEngine: typeof webgpuEngine } | undefined;
}

// A classic script with a classic worker from a Blob, because sandboxed frames run nothing else.
const ownScript = (document.currentScript as HTMLScriptElement).src;
limitToFilesOf(ownScript);
allowScriptsOf(ownScript, 'blob:');
const gpuScript = new URL('embed-webgpu.js', ownScript).href;
const webgpuScript = lazy(async () => {
  const script = document.createElement('script');
  script.src = gpuScript;
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(`${gpuScript} could not be loaded`)));
    document.head.append(script);
  });
  return globalThis.prunescopeWebgpu!;
});
let takeGpuBack = (): void => {};
function startWorker(): Worker {
  takeGpuBack();
  const worker = new EmbedWorker();
  takeGpuBack = lendGpu(worker, gpuHere(webgpuScript.load), gpuScript);
  return worker;
}

const store = appStore();
// Only the tensor on screen is read, because a page can have many maps. The page around a frame has chosen its model.
const actions = actionsOn(store, workerSession(startWorker), {
  readFullyBelow: 0,
  asksForLinks: window.parent === window,
});
const link = decodeLink(location.hash);
store.setState(stateOfLink(link));

void actions.chooseEngine(link.engine);
void openLink(link, actions);
showPage({ store, actions }, <EmbedApp />);
// A host can change the fragment of the frame, which does not reload it.
window.addEventListener('hashchange', () => void followLink(decodeLink(location.hash), store, actions));
const host = bindHostPage(store, actions);
watchContentHeight(store, host.sendHeight);
