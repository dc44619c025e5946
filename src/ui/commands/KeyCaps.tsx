import { Fragment } from 'react';
import { keyCapsOf } from './keys';

/** The key caps of a command; any of the keys runs it. */
export function KeyCaps({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys">
      {keys.map((key) => (
        <Fragment key={key}>
          <span>
            {keyCapsOf(key).map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </span>{' '}
        </Fragment>
      ))}
    </span>
  );
}
