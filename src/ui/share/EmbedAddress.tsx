import { useId } from 'react';
import { isLocalAddress, siteAddress } from '../../exports/siteAddress';
import { embedTexts } from '../texts/embed';

type EmbedAddressProps = {
  /** The text in the field. */
  readonly typed: string;
  setTyped(typed: string): void;
};

/** The field for the URL of the copy of Prunescope that the snippets refer to. */
export function EmbedAddress({ typed, setTyped }: EmbedAddressProps) {
  const id = useId();
  const address = siteAddress(typed);
  const hint =
    address === undefined ? embedTexts.noAddress : isLocalAddress(address) ? embedTexts.localhost : undefined;
  return (
    <div className="embed-address">
      <label htmlFor={id}>{embedTexts.address}</label>
      {/* Not of type url, because browsers reject a URL without its scheme. */}
      <input
        id={id}
        type="text"
        inputMode="url"
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        value={typed}
        placeholder={embedTexts.addressExample}
        aria-invalid={address === undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => setTyped(target.value)}
      />
      <p id={`${id}-hint`} className="embed-address-hint" aria-live="polite">
        {hint}
      </p>
    </div>
  );
}
