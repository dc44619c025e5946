import type { Browser, Page } from '@playwright/test';
import { cellColors } from '../support/mapColors';
import {
  chooseFile,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  problem,
  sampleLink,
  samplePaths,
  share,
  statusBar,
  test,
  waitForMap,
  waitForWindow,
} from '../support/pageObjects';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const window = { rows: '88:112', columns: '2036:2060' };

const notesOf = (page: Page) => page.getByRole('region', { name: 'Notes' });

async function copyLink(page: Page): Promise<string> {
  await share(page, 'Copy link');
  await expect(page.getByText('Link copied')).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

async function openFresh(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(link);
  await waitForMap(page, '0:5');
  await expect(notesOf(page)).toBeVisible();
  return page;
}

async function addNote(page: Page, text: string): Promise<void> {
  await notesOf(page).getByRole('button', { name: 'Add note' }).click();
  await page.getByPlaceholder(/readers look at/).fill(text);
  await page.getByPlaceholder(/readers look at/).press('Control+Enter');
  await expect(notesOf(page).getByRole('listitem').filter({ hasText: text })).toHaveCount(1);
}

test('a reviewer without the file answers with notes, and the next reader sees them with the picture', async ({
  page,
  browser,
}) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  await page.evaluate(({ rows, columns }) => {
    location.hash += `&rows=${rows}&columns=${columns}`;
  }, window);
  await waitForWindow(page, window.rows, window.columns);

  const reviewer = await openFresh(browser, await copyLink(page));
  await expect(heatmap(reviewer)).toHaveAttribute('data-source', 'snapshot');
  await addNote(reviewer, 'Why is this kept?');
  await addNote(reviewer, 'And this?');
  await expect(reviewer.getByText('2 notes not shared:')).toBeVisible();
  await expect.poll(() => linkFields(reviewer).note).toContain('And this?');

  await notesOf(reviewer).getByRole('button', { name: 'Edit note 2' }).click();
  await reviewer.getByPlaceholder(/readers look at/).fill('And these?');
  await notesOf(reviewer).getByRole('button', { name: 'Save' }).click();
  await notesOf(reviewer).getByRole('button', { name: 'Remove note 1' }).click();
  await expect(notesOf(reviewer).getByRole('listitem')).toHaveCount(1);
  await notesOf(reviewer).getByRole('button', { name: 'Undo' }).click();
  await expect(notesOf(reviewer).getByRole('listitem')).toHaveText([/Why is this kept\?/, /And these\?/]);

  await notesOf(reviewer).getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect(notesOf(reviewer).getByText('Copied')).toBeVisible();
  const markdown = await reviewer.evaluate(() => navigator.clipboard.readText());
  const { sha256 } = linkFields(reviewer);
  expect(sha256).toHaveLength(64);
  expect(markdown).toContain(`mnist-2by4-int8-12-violations.tflite (SHA-256 ${sha256})`);
  expect(markdown).toContain('structural\\_pruning\\_dense/MatMul');

  const answer = await copyLink(reviewer);
  await expect(reviewer.getByText('not shared')).toHaveCount(0);
  const notesOfLink = () => new URLSearchParams(new URL(reviewer.url()).hash.slice(1)).getAll('note');
  await expect.poll(notesOfLink).toEqual([expect.stringContaining('Why'), expect.stringContaining('And these?')]);
  for (const link of [answer, reviewer.url()]) {
    const third = await openFresh(browser, link);
    await expect(heatmap(third)).toHaveAttribute('data-source', 'snapshot');
    await waitForWindow(third, window.rows, window.columns);
    await expect(notesOf(third).getByRole('listitem')).toHaveText([/Why is this kept\?/, /And these\?/]);
    await expect(third.locator('.note-mark')).toHaveCount(2);
    await expect(third.getByRole('table', { name: 'Verdicts' }).getByRole('row')).toHaveCount(5);
    await expect.poll(async () => (await cellColors(third)).join() === (await cellColors(page)).join()).toBe(true);
    await third.context().close();
  }

  // The file of the link keeps the notes.
  await chooseFile(reviewer, samplePaths.violations);
  await expect(heatmap(reviewer)).not.toHaveAttribute('data-source', 'snapshot');
  await expect(notesOf(reviewer).getByRole('listitem')).toHaveCount(2);
  await expect(reviewer.getByText('hide or keep?')).toHaveCount(0);
  await reviewer.context().close();
});

test('another model asks whether to hide the notes or keep them, and covers nothing', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5', ...window, note: '0:5/b:93,511;TM;Why?' }));
  await waitForMap(page, '0:5');
  await addNote(page, 'And here?');
  await chooseFile(page, samplePaths.float32);
  const question = page.getByText('2 notes belong to mnist-2by4-int8-12-violations.tflite: hide or keep?');
  await expect(question).toBeVisible();
  await waitForMap(page, '0:5');
  await expect(notesOf(page).getByRole('listitem')).toHaveCount(0);
  const notice = (await page.locator('.notices').boundingBox())!;
  const below = [mapRegion(page), statusBar(page)];
  for (const part of below) expect((await part.boundingBox())!.y).toBeGreaterThanOrEqual(notice.y + notice.height);
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(notesOf(page).getByRole('listitem')).toHaveText([/Why\?/, /And here\?/]);
  await expect(question).toHaveCount(0);
});

test('going back in the history loses no notes', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await addNote(page, 'First');
  await page.locator('[data-tensor="0:3"]').first().click();
  await waitForMap(page, '0:3');
  await expect.poll(() => linkFields(page).tensor).toBe('0:3');
  await addNote(page, 'Second');
  await expect.poll(() => linkFields(page).note).toContain('Second');
  await page.goBack();
  await waitForMap(page, '0:5');
  await expect(notesOf(page).getByRole('listitem')).toHaveText([/First/, /Second/]);
});

test('a link of a later version is reported', async ({ page }) => {
  await page.goto('/#v=2&model=samples/a.tflite');
  await expect(problem(page)).toContainText('This link has version 2. This page reads version 1');
});
