import { watchWantedHeight } from '../embed/frame/embedHeight';
import { bindHostPage } from '../embed/frame/hostPage';
import { gpuHere } from '../kernels/gpuAccess';
import type { webgpuEngine } from '../kernels/webgpuEngine';
import { decodeLink } from '../link/link';
import { lendGpu } from '../session/lentGpu';
import { workerSession } from '../session/workerSession';
import { actionsOn } from '../state/actions';
import { followLink, openLink, stateOfLink } from '../state/followLink';
import { appStore } from '../state/store';
import { EmbedApp } from '../ui/shell/EmbedApp';
import { lazy } from '../ui/shell/lazy';
import EmbedWorker from './embedWorker?worker&inline';
import { showPage } from './showPage';
import '../ui/style/embedded.css';

declare global {
  /** What the classic script with the engine leaves behind. */
  var prunescopeWebgpu: { webgpuEngine: typeof webgpuEngine } | undefined;
}

// A classic script, with a classic worker made from a Blob: in a sandboxed frame nothing else runs.
const gpuScript = new URL('embed-webgpu.js', (document.currentScript as HTMLScriptElement).src).href;
const webgpuScript = lazy(async () => {
  const script = document.createElement('script');
  script.src = gpuScript;
  await new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(`${gpuScript} could not be fetched`)));
    document.head.append(script);
  });
  return globalThis.prunescopeWebgpu!;
});
const worker = new EmbedWorker();
lendGpu(worker, gpuHere(webgpuScript.load), gpuScript);

const store = appStore();
// Only what is on screen is read: there may be many maps on a page.
const actions = actionsOn(store, workerSession(worker), 0);
const link = decodeLink(location.hash);
store.setState(stateOfLink(link));

showPage({ store, actions }, <EmbedApp />);

void actions.chooseEngine(link.engine);
void openLink(link, actions);
// A host that writes another fragment wants to see that; loading nothing anew, the frame is not told otherwise.
window.addEventListener('hashchange', () => void followLink(decodeLink(location.hash), store, actions));
const host = bindHostPage(store, actions);
watchWantedHeight(store, host.sayHeight);
