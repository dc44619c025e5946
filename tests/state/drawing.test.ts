import { expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import { at, pageAtDesk, weightTensor } from '../support/patientSession';

/** A page that reads the map of its first tensor. */
async function pageThatDraws() {
  const { store, desk, actions } = await pageAtDesk();
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 9)]));
  return { store, actions, drawing: await desk.take('draw a 1') };
}

it('shows why a tensor cannot be read, as a sentence on the map and as a clause in the table', async () => {
  const { store, drawing } = await pageThatDraws();
  drawing.refuse(new ModelError('truncated', 'the file ends at byte 20; expected 36'));
  await expect.poll(() => store.getState().map.phase).toBe('failed');
  const { map, results } = store.getState();
  expect(map).toEqual({
    phase: 'failed',
    message: 'The file ends at byte 20; expected 36.',
  });
  expect(results.get('0:1')).toEqual({ phase: 'failed', message: 'the file ends at byte 20; expected 36' });
});

it('says that reading was canceled, and what to do', async () => {
  const { store, actions } = await pageThatDraws();
  actions.cancelDrawing();
  const { map, results } = store.getState();
  expect(map).toEqual({
    again: 'read',
    phase: 'failed',
    message: 'Reading was canceled. Select the tensor again to read it.',
  });
  expect(results.get('0:1')).toMatchObject({ message: 'reading was canceled. Select the tensor again to read it.' });
});
