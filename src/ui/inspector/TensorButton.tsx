import type { ReactNode } from 'react';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions } from '../shell/appContext';
import { BreakableName } from '../tensors/TensorRow';
import { unnamedTensor } from '../texts/page';

/** Selects a tensor, which shows its details again. */
export function TensorButton(props: {
  tensor: Pick<WeightTensor, 'subgraph' | 'tensor' | 'name'>;
  children?: ReactNode;
}) {
  const { tensor, children } = props;
  const { select } = useActions();
  return (
    <LineButton onClick={() => void select(tensorKey(tensor))}>
      {tensor.name ? <BreakableName name={tensor.name} /> : unnamedTensor}{' '}
      {children && <span className="quiet">{children}</span>}
    </LineButton>
  );
}

export function LineButton(props: { title?: string; onClick(): void; children: ReactNode }) {
  return (
    <button type="button" className="model-line" title={props.title} onClick={props.onClick}>
      {props.children}
    </button>
  );
}
