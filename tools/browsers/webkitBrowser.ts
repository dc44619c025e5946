import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Builder, type WebDriver, type WebElement } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote';
import type { DrivenBrowser, DrivenPage } from './drivenBrowser';

const size = { width: 1280, height: 800 };

/** WebKitGTK's MiniBrowser, driven by classic WebDriver, on a display of its own. */
export async function webkit(downloads: string): Promise<DrivenBrowser> {
  const home = await mkdtemp(join(tmpdir(), 'prunescope-webkit-'));
  const display = await startDisplay();
  const environment = {
    ...process.env,
    ...(await folders(home, downloads)),
    DISPLAY: display.name,
    GDK_BACKEND: 'x11',
  };
  const service = new DriverService.Builder('WebKitWebDriver')
    .setLoopback(true)
    .setEnvironment(environment as typeof process.env & Record<string, string>)
    .build();
  async function end(): Promise<void> {
    await service.kill();
    await display.end();
    // The browser writes to its cache after its session, until its process ends.
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }
  try {
    const driver = await new Builder()
      .usingServer(await service.start())
      .forBrowser('MiniBrowser')
      .build();
    const first = await driver.getWindowHandle();
    const version = (await driver.getCapabilities()).get('browserVersion');
    return {
      name: `WebKitGTK ${version}`,
      downloads,
      async newPage() {
        // The previous page may be closed.
        await driver.switchTo().window(first);
        return newPage(driver);
      },
      async close() {
        await driver.quit();
        await end();
      },
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** A display without a screen, which chooses its number itself. */
async function startDisplay() {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  const [number] = await Promise.race([
    once(server.stdio[3] as Readable, 'data'),
    ended.then(() => Promise.reject(new Error('Xvfb ended before it had a display'))),
  ]);
  return {
    name: `:${String(number).trim()}`,
    async end() {
      server.kill();
      await ended;
    },
  };
}

/** Keeps its files to folders of its own. GLib reads the downloads folder from user-dirs.dirs. */
async function folders(home: string, downloads: string): Promise<Record<string, string>> {
  const [config, data, cache] = ['config', 'data', 'cache'].map((name) => join(home, name)) as [string, string, string];
  await mkdir(config);
  await writeFile(join(config, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return { XDG_CONFIG_HOME: config, XDG_DATA_HOME: data, XDG_CACHE_HOME: cache };
}

async function newPage(driver: WebDriver): Promise<DrivenPage> {
  await driver.switchTo().newWindow('window');
  const handle = await driver.getWindowHandle();
  await driver.manage().window().setRect(size);
  /** The driver speaks to one page at a time. */
  const here = () => driver.switchTo().window(handle);
  const elementOf = (expression: string) => driver.executeScript<WebElement>(`return ${expression}`);

  async function run(expression: string): Promise<unknown> {
    const { value, error } = await driver.executeAsyncScript<{ value?: unknown; error?: string }>(`
      const done = arguments[0];
      Promise.resolve().then(() => ${expression}).then((value) => done({ value }), (error) => done({ error: String(error) }));`);
    if (error) throw new Error(error);
    return value;
  }

  return {
    async open(address) {
      await here();
      await driver.get(address);
    },
    async run(expression, frame) {
      await here();
      if (frame === undefined) return run(expression);
      await driver.switchTo().frame(await elementOf(frame));
      try {
        return await run(expression);
      } finally {
        await driver.switchTo().defaultContent();
      }
    },
    async click(element) {
      await here();
      await (await elementOf(element)).click();
    },
    async type(element, text) {
      await here();
      await (await elementOf(element)).sendKeys(text);
    },
    async setFile(element, path) {
      await here();
      await (await elementOf(element)).sendKeys(path);
    },
    async press(character) {
      await here();
      await driver.actions().sendKeys(character).perform();
    },
    async screenshot() {
      await here();
      return Buffer.from(await driver.takeScreenshot(), 'base64');
    },
    async close() {
      await here();
      await driver.close();
    },
  };
}
