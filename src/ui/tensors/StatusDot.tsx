import type { TensorStatus } from '../../sparsity/status';

/** The status as a dot, red if it is `broken`, against a requirement. It is decorative: text says the same. */
export function StatusDot({ status, broken }: { status: TensorStatus | undefined; broken?: boolean | undefined }) {
  return (
    <i className="status-dot" data-kind={status ?? 'not-read'} data-broken={broken || undefined} aria-hidden="true" />
  );
}
