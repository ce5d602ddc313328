import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { faultOf } from './form-fault.ts';
import { Refusal } from './refusal.tsx';

type FormProps<Field extends string> = {
  /** Its fields as Workiva's refusals name them. */
  labels: Readonly<Record<Field, string>>;
  /** The button that sends it, and the name of the form. */
  submit: string;
  /** The username that is typed in, if any. */
  username?: string;
  busy: boolean;
  refusal: string | undefined;
  onSubmit: () => void;
  onCancel: () => void;
  /** Its fields. `faultAt` says what is wrong at each. */
  children: (faultAt: (field: Field) => string | undefined) => ReactNode;
  /** By what the tour finds the button that sends it. */
  tour?: string;
};

/** A form of the admin screens. A refusal stands at its field, which takes the focus, or else above all of them. */
export function Form<Field extends string>(props: FormProps<Field>) {
  const { labels, submit, username = '', busy, refusal, onSubmit, onCancel, children, tour } = props;
  const form = useRef<HTMLFormElement>(null);
  const fault = refusal === undefined ? undefined : faultOf(labels, refusal, username.trim());
  useEffect(() => {
    if (refusal !== undefined) form.current?.querySelector<HTMLElement>('[data-refused=true] .field')?.focus();
  }, [refusal]);

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form ref={form} className="wk-form" noValidate onSubmit={send} aria-label={submit}>
      {fault?.field === undefined && <Refusal sentence={fault?.sentence} />}
      {children((field) => (fault?.field === field ? fault.sentence : undefined))}
      <div className="wk-form-buttons">
        <button type="submit" className="button primary" aria-disabled={busy} data-tour={tour}>
          {busy && <span className="spinner" aria-hidden="true" />}
          {submit}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
