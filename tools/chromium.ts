// Finds the Chromium for browser tests and tools, and installs one if there is none.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Headless Chromium with WebGPU on the software adapter and without network requests of its own. */
export const chromiumArguments = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium that starts: CHROME_PATH, the system's or Playwright's. Installs one if there is none.
 * A headless shell comes first: opening a page in it takes a fifth of the processor time that the complete browser takes.
 * @throws Error if CHROME_PATH does not start, or the installation fails
 */
export async function chromiumPath(): Promise<string> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which does not start as a Chromium. Correct it, or unset it.`);
  }
  const found = installedChromium();
  if (found) return found;

  const command = installCommand();
  if (process.env.PRUNESCOPE_NO_INSTALL === '1') {
    throw new Error(`No Chromium found, and PRUNESCOPE_NO_INSTALL=1 forbids installing one. Run: ${command}`);
  }
  console.log(`No Chromium found. Installing one for the browser tests: ${command}`);
  execFileSync(command, { shell: true, stdio: 'inherit' });
  const installed = installedChromium();
  if (installed) return installed;
  throw new Error(
    `"${command}" ran, but no Chromium that starts was found after it. ` +
      'If libraries are missing, run: npx playwright install --with-deps chromium',
  );
}

function installedChromium(): string | undefined {
  const playwrights = chromium.executablePath();
  return [...shellPaths(playwrights), ...systemPaths(), playwrights].find(starts);
}

/** Where Debian and Playwright keep the headless shell. */
function shellPaths(playwrightsChromium: string): string[] {
  const shell = process.platform === 'win32' ? 'chrome-headless-shell.exe' : 'chrome-headless-shell';
  // ms-playwright/chromium-1234/chrome-linux64/chrome next to ms-playwright/chromium_headless_shell-1234/chrome-headless-shell-linux64/…
  const [folder, revision] = [
    dirname(dirname(dirname(playwrightsChromium))),
    /chromium-(\d+)/.exec(playwrightsChromium)?.[1],
  ];
  const ofPlaywright = join(folder, `chromium_headless_shell-${revision}`);
  const folders = existsSync(ofPlaywright) ? readdirSync(ofPlaywright) : [];
  return ['/usr/bin/chromium-headless-shell', ...folders.map((name) => join(ofPlaywright, name, shell))];
}

function systemPaths(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
    case 'win32':
      return [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) =>
          ['Chromium', 'Google\\Chrome'].map((name) => `${folder}\\${name}\\Application\\chrome.exe`),
        );
    default: {
      const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
      return ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
        folders.map((folder) => join(folder, name)),
      );
    }
  }
}

// The file alone is not enough: Ubuntu's chromium-browser is a stub for a snap, and Playwright's may lack libraries.
// On Windows, chrome.exe --version opens a window.
function starts(path: string): boolean {
  if (!existsSync(path)) return false;
  return process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

function installCommand(): string {
  const root = process.getuid?.() === 0;
  if (!root || !existsSync('/usr/bin/apt-get')) return 'npx playwright install chromium';
  if (isUbuntu()) return 'npx playwright install --with-deps chromium';
  return 'apt-get update && (apt-get install -y chromium-headless-shell || apt-get install -y chromium)';
}

function isUbuntu(): boolean {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));
}
