import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export type OpenCommand = {
  /** URL of the page, with the token. */
  readonly url: string;
  readonly child: ChildProcess;
};

/** Starts `prunescope open` of the build without a browser, and waits for its URL. @param folder working folder */
export async function openCommand(folder: string, ...args: string[]): Promise<OpenCommand> {
  const script = resolve('dist-cli/prunescope.js');
  const options = ['open', '--no-browser', '--port', '0', ...args];
  const child = spawn(process.execPath, [script, ...options], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of child.stdout) {
    text += part;
    const url = /http:\S+/.exec(text)?.[0];
    if (url && text.includes('Ctrl+C')) return { url, child };
  }
  throw new Error(`the command ended: ${text}`);
}
