import { Fragment } from 'react';
import { keyLabels } from './keys';

/** The keys of a command. Each of them runs it. */
export function KeyCaps({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys">
      {keys.map((key) => (
        <Fragment key={key}>
          <span>
            {keyLabels(key).map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </span>{' '}
        </Fragment>
      ))}
    </span>
  );
}
