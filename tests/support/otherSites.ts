import type { Page } from '@playwright/test';

/** What another site answers. Without a status, the file, with range requests. */
export type Answer = {
  readonly body: Buffer | string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Simulates a URL of another site with CORS. */
export async function serveAt(page: Page, address: string, { body, status, headers: more }: Answer): Promise<void> {
  await page.context().route(address, (route) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers().range ?? '');
    const whole = Buffer.from(body);
    const headers: Record<string, string> = {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'content-range, x-error-code',
      ...more,
    };
    if (!range || status !== undefined) return route.fulfill({ status: status ?? 200, headers, body: whole });
    const end = Math.min(Number(range[2]) + 1, whole.length);
    headers['content-range'] = `bytes ${range[1]}-${end - 1}/${whole.length}`;
    return route.fulfill({ status: 206, headers, body: whole.subarray(Number(range[1]), end) });
  });
}
