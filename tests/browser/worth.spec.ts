import { execFileSync } from 'node:child_process';
import {
  chooseFromMenu,
  details,
  expect,
  heatmap,
  linkFields,
  sampleLink,
  samplePaths,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';

test.use({ viewport: { width: 1400, height: 900 } });

const goal = /^Goal:/;

/** The keys of the tensors that the command does not accept. */
function failedByCheck(sample: keyof typeof samplePaths, ...options: string[]): string[] {
  const command = ['dist-cli/prunescope.js', 'check', samplePaths[sample], ...options];
  const text = outputOf(command);
  return text
    .split('\n')
    .flatMap((line) => (/Not eligible|zeros; expected/.test(line) ? line.match(/\b\d+:\d+\b/)! : []));
}

/** The output of a command that may exit with 1. */
function outputOf(command: readonly string[]): string {
  try {
    return execFileSync(process.execPath, command, { encoding: 'utf8' });
  } catch (thrown) {
    return (thrown as { readonly stdout: string }).stdout;
  }
}

test('says on screen why the tutorial model is neither smaller nor faster', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  for (const text of ['Not smaller:', 'Not faster in LiteRT:']) {
    await expect(details(page).getByText(text)).toBeInViewport();
  }
  await expect(details(page)).toContainText('Stored as TFLM_DECODE, it would take 2.0 MB (62 %).');
  await expect(details(page).locator('[data-target="ethos-u85"]')).toHaveAttribute('data-verdict', 'not-eligible');
  await expect(details(page).locator('[data-target="tflm-decode"]')).toHaveAttribute('data-verdict', 'eligible');
  await expect(details(page).locator('[data-encoding="csr"]')).toContainText('does not pay');
  await details(page).getByRole('heading', { name: 'Bytes', exact: true }).scrollIntoViewIfNeeded();
  await expect(details(page).locator('[data-encoding="gzip"]')).toContainText('MB');
});

test('the place of a failed condition is shown on the map', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  const place = details(page)
    .locator('[data-target="ethos-u85"]')
    .getByRole('button', { name: /^Show weight/ });
  const [row, column] = (await place.textContent())!.match(/\d+/g)!.map(Number) as [number, number];
  await place.click();
  await expect.poll(() => linkFields(page).rows).toBeDefined();
  const range = async (name: string) => (await heatmap(page).getAttribute(name))!.split(':').map(Number);
  const [rows, columns] = [await range('data-rows'), await range('data-columns')];
  expect(rows[0]! <= row && row < rows[1]!).toBe(true);
  expect(columns[0]! <= column && column < columns[1]!).toBe(true);
  expect(rows[1]! - rows[0]!).toBeLessThan(100);
});

test('a required target makes the rows red that check rejects, and the link holds it', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await chooseFromMenu(page, goal, 'menuitemradio', 'Arm Ethos-U85, 2 of 4');
  const broken = tensorTable(page).locator('tr[data-broken]');
  const keys = () => broken.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.tensor));
  await expect(broken).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Required' }).check();
  const rejected = failedByCheck('violations', '--target', 'ethos-u85');
  expect(rejected).toEqual(['0:3', '0:5', '0:7']);
  await expect.poll(keys).toEqual(rejected);
  await expect(details(page)).toContainText('not eligible for Arm Ethos-U85');
  await expect.poll(() => linkFields(page)).toMatchObject({ target: 'ethos-u85', required: '1' });

  await chooseFromMenu(page, goal, 'menuitemradio', 'NVIDIA sparse tensor cores');
  await expect.poll(keys).toEqual(failedByCheck('violations', '--target', 'nvidia-2of4'));
  // The address follows the page.
  await expect.poll(() => linkFields(page).target).toBe('nvidia-2of4');
  await page.reload();
  await waitForMap(page, '0:5');
  await expect(page.getByRole('button', { name: 'Goal: NVIDIA sparse tensor cores' })).toBeVisible();
  await expect.poll(keys).toEqual(['0:5', '0:7']);
  await chooseFromMenu(page, goal, 'menuitemradio', '2 of 4');
  await expect.poll(() => linkFields(page).target).toBeUndefined();
});

test('a required share of zeros is typed, and the link holds it', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  await page.getByRole('checkbox', { name: 'Required' }).check();
  await chooseFromMenu(page, goal, 'menuitemradio', '50 % zeros');
  const broken = tensorTable(page).locator('tr[data-broken]');
  await expect(broken).toHaveCount(1);
  await page.getByLabel('Required zeros in percent').fill('50.2');
  await page.getByLabel('Required zeros in percent').press('Enter');
  await expect(broken).toHaveCount(2);
  await expect(details(page)).toContainText('fewer than the required 50.2 % zeros');
  await expect.poll(() => linkFields(page).sparsity).toBe('0.502');
});

test('the page of the model sums up bytes and targets, and leads to the tensors', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  const summary = page.getByRole('region', { name: 'Model', exact: true });
  await expect(summary).toContainText('3.3 MB now, could be 2.0 MB');
  await summary.getByRole('button').first().click();
  const model = page.getByRole('region', { name: 'Model details' });
  await expect(model.locator('[data-encoding="smallest"]')).toContainText('2.0 MB');
  const line = model.getByText('NVIDIA sparse tensor cores: 2 of 4 eligible');
  await line.click();
  await model.locator('.tensor-lines[open]').getByRole('button').first().click();
  await waitForMap(page, '0:3');
});
