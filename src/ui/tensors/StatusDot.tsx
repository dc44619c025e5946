import type { TensorStatus } from '../../sparsity/status';

/** The status as a dot. It is decorative: text says the same. */
export function StatusDot({ status }: { status: TensorStatus | undefined }) {
  return <i className="status-dot" data-kind={status ?? 'not-read'} aria-hidden="true" />;
}
