import { readableAddress, withoutCredentials } from '../bytes/modelAddress';
import { pageBase } from '../link/linkBase';
import type { ModelOrigin } from '../session/session';
import type { AppStore, LinkQuestion } from './store';

// The hosts that were allowed in this tab.
const storageKey = 'prunescope-hosts';

/**
 * Asks before the models of links are loaded from other hosts: the author of a link could make this browser send requests anywhere. A host is
 * asked about once in a visit, one of this computer or its network each time.
 * @param isAsking false: links load their models from any host
 */
export function linkPermissionOn({ setState }: AppStore, isAsking: boolean) {
  /** URLs that the reader entered. They stay allowed when the reader goes back to them. */
  const entered = new Set<string>();
  /** URLs of this computer or its network that a link was allowed to load. They are asked about again. */
  const allowedOnce = new Set<string>();
  let answer: ((isAllowed: boolean) => void) | undefined;

  /** The reader chose a model, not a link. */
  function rememberChoice(origin: ModelOrigin): void {
    const url = isAsking ? otherOrigin(origin) : undefined;
    // A second model of a bundle, or a second try, is not another choice.
    if (!url || allowedOnce.has(url.href)) return;
    entered.add(url.href);
    rememberHost(url.host);
  }

  /**
   * Whether a link may load a model: true at once for the page's own origin, otherwise after a question, if necessary.
   * @param signal aborts the question, which is then answered no
   */
  function mayLoad(origin: ModelOrigin, signal: AbortSignal): true | Promise<boolean> {
    const url = isAsking ? otherOrigin(origin) : undefined;
    return !url || entered.has(url.href) || mayLoadFrom(url, signal);
  }

  async function mayLoadFrom(url: URL, signal: AbortSignal): Promise<boolean> {
    const { isPrivateHost } = await import('./privateHosts');
    const isPrivate = isPrivateHost(url.hostname);
    if (!isPrivate && allowedHosts().includes(url.host)) return true;
    if (signal.aborted) return false;
    const isAllowed = await answerTo({ host: url.host, address: url.href, isPrivate }, signal);
    if (isAllowed && isPrivate) allowedOnce.add(url.href);
    else if (isAllowed) rememberHost(url.host);
    return isAllowed;
  }

  function answerTo(linkQuestion: LinkQuestion, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      answer = (isAllowed) => {
        answer = undefined;
        signal.removeEventListener('abort', refuse);
        setState({ linkQuestion: undefined });
        resolve(isAllowed);
      };
      const refuse = () => answer?.(false);
      signal.addEventListener('abort', refuse);
      setState({ linkQuestion });
    });
  }

  return { mayLoad, rememberChoice, answerLinkQuestion: (isAllowed: boolean) => answer?.(isAllowed) };
}

/** The URL that is requested for a model, if it is not of the page's own origin. */
function otherOrigin(origin: ModelOrigin): URL | undefined {
  if (origin.kind !== 'address') return undefined;
  const base = pageBase();
  const address = readableAddress(withoutCredentials(origin.address));
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return /^https?:$/.test(url.protocol) && url.origin !== new URL(base).origin ? url : undefined;
}

function allowedHosts(): readonly string[] {
  try {
    const hosts: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(hosts) ? hosts : [];
  } catch {
    // Pages can be without storage, and storage can be changed.
    return [];
  }
}

function rememberHost(host: string): void {
  const hosts = allowedHosts();
  if (hosts.includes(host)) return;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...hosts, host]));
  } catch {
    // The host is asked about again.
  }
}
