import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { details, drop, expect, problem, samplePaths, share, test, waitForMap } from '../support/pageObjects';
import { site } from '../support/site';

// The page under the policies of strict servers, and under its own. A violation is an error in the console, which fails each test.

const strict = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  'connect-src *',
  "require-trusted-types-for 'script'",
];
const withWasm = strict.map((directive) => directive.replace(/^script-src.*/, "$& 'wasm-unsafe-eval'"));

const engine = (page: Page) => page.locator('[data-engine]');

async function downloaded(page: Page, item: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await share(page, item);
  return readFileSync(await (await coming).path()).toString();
}

/** Opens, draws, compares and downloads. */
async function useEverything(page: Page): Promise<void> {
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  expect(await downloaded(page, 'SVG')).toContain('<svg');
  expect(await downloaded(page, 'PNG')).toContain('PNG');
  expect(await downloaded(page, 'CSV mask')).toContain('0,1');
  const sha256 = '"sha256": "';
  expect(await downloaded(page, 'JSON report')).toContain(sha256);
  expect(await downloaded(page, 'Review file')).toContain('2 of 4');
  await page.getByRole('button', { name: 'Compare' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: /file/i }).click(),
  ]);
  await chooser.setFiles(samplePaths.violations);
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText('conforms → violates');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(problem(page)).toBeEmpty();
}

for (const [name, policy, opened] of [
  ['with wasm-unsafe-eval', withWasm, 'wasm'],
  ['without wasm-unsafe-eval, on the CPU engine', strict, 'cpu'],
] as const) {
  test(`the page works under a strict policy ${name}`, async ({ page, expected }) => {
    test.slow();
    const served = await site({ folder: 'dist', headers: { 'content-security-policy': policy.join('; ') } });
    expected.origins.push(served.origin);
    // Without a choice, the engine is the faster one, which can be that on the CPU.
    await page.goto(`${served.origin}/${opened === 'wasm' ? '#engine=wasm' : ''}`);
    await expect(engine(page)).toHaveAttribute('data-engine', opened);
    if (opened === 'cpu') {
      await expect(engine(page)).toContainText('CPU (no WebAssembly)');
      await expect(engine(page)).toHaveAttribute('title', /this site does not allow WebAssembly/);
    }
    await useEverything(page);
    await served.close();
  });
}

test('the policy of the page itself allows what the page does, and nothing else', async ({ page, expected }) => {
  test.slow();
  await page.goto('/');
  await useEverything(page);
  expected.errors.push(/Content Security Policy|Trusted/);
  await page.evaluate(() => {
    Object.assign(window, { violations: [] });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      (window as unknown as { violations: string[] }).violations.push(effectiveDirective);
    });
  });
  // Policies do not apply to what the test itself evaluates, but to what it leaves to the page.
  const outcomes = page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(async () => {
          const types = (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } })
            .trustedTypes;
          const forbidden = {
            eval: () => new Function('return 1')(),
            markup: () =>
              Object.assign(document.createElement('div'), { innerHTML: '<img src="x" onerror="alert(1)">' }),
            script: () =>
              Object.assign(document.createElement('script'), { src: 'https://elsewhere.example/script.js' }),
            worker: () => new Worker('https://elsewhere.example/worker.js'),
            policy: () => types.createPolicy('other', {}),
            fetch: () => fetch('https://elsewhere.example/'),
          };
          const names: Record<string, string> = {};
          for (const [name, run] of Object.entries(forbidden)) {
            try {
              await run();
              names[name] = 'done';
            } catch (thrown) {
              names[name] = (thrown as Error).name;
            }
          }
          resolve(names);
        });
      }),
  );
  expect(await outcomes).toEqual({
    eval: 'EvalError',
    markup: 'TypeError',
    script: 'TypeError',
    worker: 'TypeError',
    policy: 'TypeError',
    fetch: 'TypeError',
  });
  const violations = () => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
  await expect
    .poll(violations)
    .toEqual(expect.arrayContaining(['require-trusted-types-for', 'trusted-types', 'connect-src']));
});

test('a frame loads scripts, styles and images of its own folder only', async ({ page, expected }) => {
  await page.goto('/embed.html#model=samples/mnist-2by4-int8.tflite&tensor=0:5');
  await expect(page.locator('canvas[data-state="ready"]')).toBeVisible();
  expected.errors.push(/Content Security Policy/);
  // Chromium reports requests that a policy blocks, as failed.
  expected.origins.push('https://elsewhere.example');
  const failures: (string | undefined)[] = [];
  page.on('requestfailed', (request) => failures.push(request.failure()?.errorText));
  const violated = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const found = new Set<string>();
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          found.add(effectiveDirective);
          if (found.size === 2) resolve([...found].sort());
        });
        // Scripts are refused by Trusted Types before.
        document.head.append(
          Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'https://elsewhere.example/a.css' }),
        );
        document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/a.png' }));
      }),
  );
  expect(violated).toEqual(['img-src', 'style-src-elem']);
  await expect.poll(() => failures).toEqual(['csp', 'csp']);
});
