import type { Browser, Page } from '@playwright/test';
import { openLiteRt } from '../../tools/sample/liteRt';

/** A page that runs models with LiteRT, and reads no files. @param errors receives what the page and LiteRT report */
export async function liteRtPage(browser: Browser, errors: string[]): Promise<Page> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  // LiteRT reports failures of XNNPACK here, and continues with undefined memory.
  page.on('console', (message) => message.text().startsWith('ERROR') && errors.push(message.text()));
  await openLiteRt(page, (path) => Promise.reject(new Error(`${path} was asked for`)));
  return page;
}
