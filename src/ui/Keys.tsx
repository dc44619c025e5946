import { Fragment } from 'react';
import { keyInWords } from './keys';

/** Keys as they look on a keyboard; any of them will do. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys">
      {keys.map((key) => (
        <Fragment key={key}>
          <span>
            {keyInWords(key).map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </span>{' '}
        </Fragment>
      ))}
    </span>
  );
}
