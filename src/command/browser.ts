import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a browser that this process opens is one that the person sees: not in a session over SSH, and not without a display.
 * @param environment variables of the process
 */
export function hasBrowser(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (environment.SSH_CONNECTION || environment.SSH_TTY || environment.CI) return false;
  if (platform === 'win32' || platform === 'darwin' || isInWindows()) return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** Opens a URL in the browser of the system. @returns whether the system accepted it */
export function openBrowser(url: string, platform: NodeJS.Platform): Promise<boolean> {
  const [program, ...options] = openerOf(platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...options, url], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** The program that opens a URL, and its options. No shell is involved, so the URL needs no quotes. */
function openerOf(platform: NodeJS.Platform): [program: string, ...options: string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return isInWindows() ? ['rundll32.exe', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Whether this is Linux in Windows (WSL), whose browser is that of Windows. */
function isInWindows(): boolean {
  try {
    return /microsoft/i.test(readFileSync('/proc/version', 'utf8'));
  } catch {
    return false;
  }
}
