import { type Ref, type SubmitEvent, useId, useState } from 'react';
import { parseAddress } from '../../bytes/addressForms';
import type { Problem } from '../../state/problem';
import { addressProblems, addressTexts } from '../texts/address';
import { useActions } from './appContext';
import { openAddress } from './openAddress';

const notAnAddress: Problem = { title: addressProblems.title, message: addressProblems.notAnAddress };

type AddressFieldProps = {
  readonly input: Ref<HTMLInputElement>;
  /** Text that was typed before the field was there. */
  readonly typed?: string;
  /** Called when the URL is being opened. */
  onOpen?(): void;
};

/** A field for the URL of a model, in any form that `parseAddress` reads. */
export function AddressField({ input, typed, onOpen }: AddressFieldProps) {
  const actions = useActions();
  const [problem, setProblem] = useState<Problem>();
  const id = useId();

  function onSubmit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('address') as HTMLInputElement;
    const address = parseAddress(field.value);
    const found = address ? openAddress(address, actions) : notAnAddress;
    setProblem(found);
    if (found) field.focus();
    else onOpen?.();
  }

  return (
    <form className="address-field" onSubmit={onSubmit} noValidate>
      <label htmlFor={id}>{addressTexts.label}</label>
      {/* Not of type url, because browsers reject a URL without its scheme. */}
      <input
        ref={input}
        id={id}
        name="address"
        type="text"
        inputMode="url"
        enterKeyHint="go"
        autoCapitalize="none"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        defaultValue={typed}
        placeholder={addressTexts.placeholder}
        aria-invalid={problem !== undefined}
        aria-describedby={`${problem ? `${id}-problem ` : ''}${id}-forms`}
        onChange={() => setProblem(undefined)}
      />
      <button type="submit">{addressTexts.load}</button>
      {problem && (
        <p className="address-problem" id={`${id}-problem`} role="alert">
          <strong>{problem.title}</strong>: {problem.message}
        </p>
      )}
      <p className="quiet" id={`${id}-forms`}>
        {addressTexts.forms}
      </p>
    </form>
  );
}
