import {
  details,
  expect,
  heatmap,
  linkFields,
  openTutorialSample,
  tensorRow,
  test,
  waitForWindow,
} from '../support/pageObjects';

test('one click on the sample shows the map of the tutorial’s dense layer', async ({ page }) => {
  await openTutorialSample(page);
  await waitForWindow(page, '0:1024', '0:3136');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  await expect(details(page)).toContainText(/Zeros\s*50\.00 %/);
  await expect(heatmap(page)).toHaveAttribute('aria-label', /50(\.0+)? % zeros.*all 802,816 blocks/);
  await expect(tensorRow(page, '0:5')).toHaveAttribute('aria-current', 'true');
  await expect
    .poll(() => linkFields(page))
    .toEqual({
      v: '1',
      model: 'samples/mnist-2by4-float32.tflite',
      tensor: '0:5',
      tensorName: 'sequential/structural_pruning_dense/MatMul',
    });
});

test('each layer of the sample gets the verdict of its pruning', async ({ page }) => {
  await openTutorialSample(page);
  const verdicts = [
    { tensor: '0:1', says: 'rows too short', sparsity: '50.0 %' },
    { tensor: '0:3', says: 'conforms', sparsity: '50.0 %' },
    { tensor: '0:5', says: 'conforms', sparsity: '50.0 %' },
    { tensor: '0:7', says: 'not pruned, 2,560 broken blocks', sparsity: '0.00 %' },
  ];
  for (const { tensor, says, sparsity } of verdicts) {
    await expect(tensorRow(page, tensor)).toContainText(says);
    await expect(tensorRow(page, tensor)).toContainText(sparsity);
  }
  await expect(tensorRow(page, '0:1')).not.toContainText('conforms');
});
