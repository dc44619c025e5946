import puppeteer, { type ElementHandle, type LaunchOptions, type Page } from 'puppeteer-core';
import { chromiumArguments, chromiumPath } from '../chromium';
import type { DrivenBrowser, DrivenPage } from './drivenBrowser';
import { firefoxPath } from './programs';

// Firefox supports WebDriver BiDi without geckodriver, which classic WebDriver needs and Debian lacks.

const viewport = { width: 1280, height: 800 };

/** Headless Firefox that asks the network for nothing by itself: puppeteer's profile turns most of that off. */
export function firefox(downloads: string): Promise<DrivenBrowser> {
  const extraPrefsFirefox = {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.useDownloadDir': true,
    'browser.download.alwaysOpenPanel': false,
    'browser.download.manager.addToRecentDocs': false,
    // Save files of these types instead of showing them.
    'browser.helperApps.neverAsk.saveToDisk': 'text/html,text/csv,application/json,image/png,image/svg+xml',
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'network.dns.disablePrefetch': true,
    'browser.safebrowsing.downloads.remote.enabled': false,
    'dom.push.connection.enabled': false,
  };
  return launched('Firefox', downloads, { browser: 'firefox', executablePath: firefoxPath()!, extraPrefsFirefox });
}

export async function chromium(downloads: string): Promise<DrivenBrowser> {
  const executablePath = await chromiumPath();
  return launched('Chromium', downloads, {
    ...{ browser: 'chrome', executablePath, args: chromiumArguments },
    downloadBehavior: { policy: 'allow', downloadPath: downloads },
  });
}

async function launched(name: string, downloads: string, options: LaunchOptions): Promise<DrivenBrowser> {
  const browser = await puppeteer.launch({ headless: true, ...options });
  // "firefox/153.8.0"
  const version = (await browser.version()).split('/').at(-1);
  return {
    name: `${name} ${version}`,
    downloads,
    async newPage() {
      const page = await browser.newPage();
      await page.setViewport(viewport);
      return drivenPage(page);
    },
    close: () => browser.close(),
  };
}

function drivenPage(page: Page): DrivenPage {
  async function elementOf(expression: string): Promise<ElementHandle<HTMLElement>> {
    const handle = await page.evaluateHandle(expression);
    const element = handle.asElement() as ElementHandle<HTMLElement> | null;
    if (!element) throw new Error(`no element: ${expression}`);
    return element;
  }
  return {
    async open(address) {
      await page.goto(address);
    },
    async run(expression, frame) {
      if (frame === undefined) return page.evaluate(expression);
      const element = (await elementOf(frame)) as unknown as ElementHandle<HTMLIFrameElement>;
      return (await element.contentFrame()).evaluate(expression);
    },
    click: async (element) => (await elementOf(element)).click(),
    type: async (element, text) => (await elementOf(element)).type(text),
    async setFile(element, path) {
      await ((await elementOf(element)) as unknown as ElementHandle<HTMLInputElement>).uploadFile(path);
    },
    press: (character) => page.keyboard.type(character),
    screenshot: () => page.screenshot(),
    close: () => page.close(),
  };
}
