import { type ClipboardEvent, type FormEvent, useEffect, useRef } from 'react';
import type { WorkivaSnapshot } from '../../../server/contract.ts';
import type { GrantForm as GrantValues } from '../../../workiva/types.ts';
import { tomorrow } from '../dates.ts';
import { Field } from '../parts/field.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { type FormFault, faultOf, LABELS } from './grants.ts';
import { ScopePicker } from './scope-picker.tsx';
import { UsernameField } from './username-field.tsx';

type GrantFormProps = {
  snapshot: WorkivaSnapshot;
  values: GrantValues;
  onChange: (values: GrantValues) => void;
  /** The button that sends it. */
  submit: string;
  /** The workspace of a grant that exists cannot be changed. */
  workspaceFixed?: boolean;
  /** What changing the username does, where that matters. */
  usernameNote?: string | undefined;
  busy: boolean;
  refusal: string | undefined;
  onSubmit: () => void;
  onCancel: () => void;
};

/** The form of an API grant, with Workiva's fields in Workiva's order. */
export function GrantForm(props: GrantFormProps) {
  const { snapshot, values, busy, refusal } = props;
  const form = useRef<HTMLFormElement>(null);
  const fault: FormFault | undefined =
    refusal === undefined ? undefined : faultOf(refusal, values.workivaUsername.trim());
  const faultAt = (field: keyof GrantValues) => (fault?.field === field ? fault.sentence : undefined);
  const set = (changes: Partial<GrantValues>) => props.onChange({ ...values, ...changes });
  useFocusOnFault(form.current, refusal);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) props.onSubmit();
  };
  return (
    <form ref={form} className="wk-form" noValidate onSubmit={submit} aria-label={props.submit}>
      {fault?.field === undefined && <Refusal sentence={fault?.sentence} />}
      <Field
        label={LABELS.clientName}
        fault={faultAt('clientName')}
        hint="Says where and what for: “Workspace | purpose”."
      >
        {(control) => (
          <input
            {...control}
            className="field"
            autoComplete="off"
            value={values.clientName}
            onChange={(event) => set({ clientName: event.target.value })}
          />
        )}
      </Field>
      <WorkspaceField
        snapshot={snapshot}
        workspaceFixed={props.workspaceFixed ?? false}
        value={values.workspace}
        fault={faultAt('workspace')}
        onChange={set}
      />
      <UsernameField
        snapshot={snapshot}
        workspace={values.workspace}
        value={values.workivaUsername}
        fault={faultAt('workivaUsername')}
        note={props.usernameNote}
        onChange={(workivaUsername) => set({ workivaUsername })}
      />
      <Field label={LABELS.expires} fault={faultAt('expires')} hint="The grant works to the end of this day, UTC.">
        {(control) => (
          <input
            {...control}
            type="date"
            className="field wk-date"
            min={tomorrow(snapshot.now)}
            value={values.expires}
            onChange={(event) => set({ expires: event.target.value })}
            onPaste={(event) => pasteDay(event, (expires) => set({ expires }))}
          />
        )}
      </Field>
      <ScopePicker
        offered={snapshot.scopes}
        selected={values.scopes}
        fault={faultAt('scopes')}
        onChange={(scopes) => set({ scopes })}
      />
      <Field
        label={LABELS.ipRestrictions}
        fault={faultAt('ipRestrictions')}
        hint="Addresses and CIDR blocks, separated by commas. Empty: from anywhere."
      >
        {(control) => (
          <input
            {...control}
            className="field"
            autoComplete="off"
            value={values.ipRestrictions ?? ''}
            onChange={(event) => set({ ipRestrictions: event.target.value })}
          />
        )}
      </Field>
      <div className="wk-form-buttons">
        <button type="submit" className="button primary" aria-disabled={busy} data-tour="workiva-submit-grant">
          {busy && <span className="spinner" aria-hidden="true" />}
          {props.submit}
        </button>
        <button type="button" className="button" onClick={props.onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

type WorkspaceFieldProps = Pick<GrantFormProps, 'snapshot' | 'workspaceFixed'> & {
  value: string;
  fault: string | undefined;
  onChange: (changes: { workspace: string }) => void;
};

function WorkspaceField({ snapshot, workspaceFixed = false, value, fault, onChange }: WorkspaceFieldProps) {
  const hint = workspaceFixed ? { hint: 'The workspace of a grant cannot be changed.' } : {};
  return (
    <Field label={LABELS.workspace} fault={fault} {...hint}>
      {(control) => (
        <select
          {...control}
          className="field"
          disabled={workspaceFixed}
          value={value}
          onChange={(event) => onChange({ workspace: event.target.value })}
        >
          {value === '' && <option value="">Choose a workspace</option>}
          {snapshot.workspaces.map(({ id, name }) => (
            <option key={id} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Date fields take no pasted text by themselves; Grantdesk's messages say `2026-03-01`. */
function pasteDay(event: ClipboardEvent, take: (day: string) => void): void {
  const [day] = /\d{4}-\d{2}-\d{2}/.exec(event.clipboardData.getData('text')) ?? [];
  if (day === undefined) return;
  event.preventDefault();
  take(day);
}

function useFocusOnFault(form: HTMLFormElement | null, refusal: string | undefined): void {
  useEffect(() => {
    if (refusal !== undefined) form?.querySelector<HTMLElement>('[data-refused=true] .field')?.focus();
  }, [form, refusal]);
}
