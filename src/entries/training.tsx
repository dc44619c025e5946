// The part of the documentation's page that trains the tutorial's model.
import { createRoot } from 'react-dom/client';
import { TrainTutorial } from '../ui/training/TrainTutorial';

/**
 * Renders the controls of the training into an element of a page.
 * @param base URL of the folder of the app, with a trailing slash
 * @returns removes them, and cancels the training
 */
export function showTraining(element: Element, base: string): () => void {
  const newWorker = () => new Worker(new URL('./trainingWorker.ts', import.meta.url), { type: 'module' });
  const root = createRoot(element);
  root.render(<TrainTutorial base={base} newWorker={newWorker} />);
  return () => root.unmount();
}
