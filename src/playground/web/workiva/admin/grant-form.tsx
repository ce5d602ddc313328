import type { ClipboardEvent } from 'react';
import type { WorkivaSnapshot } from '../../../server/contract.ts';
import type { GrantForm as GrantValues } from '../../../workiva/screen-types.ts';
import { tomorrow } from '../dates.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { LABELS } from './grants.ts';
import { ScopePicker } from './scope-picker.tsx';
import { UsernameField } from './username-field.tsx';

const USERNAME_HINT = 'The user on whose behalf the integration acts: a member of the workspace.';

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
  const { snapshot, values, submit, busy, refusal, onSubmit, onCancel } = props;
  const set = (changes: Partial<GrantValues>) => props.onChange({ ...values, ...changes });
  return (
    <Form
      {...{ submit, busy, refusal, onSubmit, onCancel }}
      labels={LABELS}
      username={values.workivaUsername}
      tour="workiva-submit-grant"
    >
      {(faultAt) => (
        <>
          <TextField
            label={LABELS.clientName}
            fault={faultAt('clientName')}
            hint="Says where and what for: “Workspace | purpose”."
            value={values.clientName}
            onChange={(clientName) => set({ clientName })}
          />
          <WorkspaceField
            snapshot={snapshot}
            workspaceFixed={props.workspaceFixed ?? false}
            value={values.workspace}
            fault={faultAt('workspace')}
            onChange={set}
          />
          <UsernameField
            usernames={membersOf(snapshot, values.workspace)}
            value={values.workivaUsername}
            fault={faultAt('workivaUsername')}
            hint={props.usernameNote ?? USERNAME_HINT}
            onChange={(workivaUsername) => set({ workivaUsername })}
          />
          <ExpiresField snapshot={snapshot} value={values.expires} fault={faultAt('expires')} onChange={set} />
          <ScopePicker
            offered={snapshot.scopes}
            selected={values.scopes}
            fault={faultAt('scopes')}
            onChange={(scopes) => set({ scopes })}
          />
          <TextField
            label={LABELS.ipRestrictions}
            fault={faultAt('ipRestrictions')}
            hint="Addresses and CIDR blocks, separated by commas. Empty: from anywhere."
            value={values.ipRestrictions ?? ''}
            onChange={(ipRestrictions) => set({ ipRestrictions })}
          />
        </>
      )}
    </Form>
  );
}

type OneFieldProps = {
  snapshot: WorkivaSnapshot;
  value: string;
  fault: string | undefined;
  onChange: (changes: Partial<GrantValues>) => void;
};

function WorkspaceField({
  snapshot,
  workspaceFixed,
  value,
  fault,
  onChange,
}: OneFieldProps & { workspaceFixed: boolean }) {
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

function ExpiresField({ snapshot, value, fault, onChange }: OneFieldProps) {
  return (
    <Field label={LABELS.expires} fault={fault} hint="The grant works to the end of this day, UTC.">
      {(control) => (
        <input
          {...control}
          type="date"
          className="field wk-date"
          min={tomorrow(snapshot.now)}
          value={value}
          onChange={(event) => onChange({ expires: event.target.value })}
          onPaste={(event) => pasteDay(event, (expires) => onChange({ expires }))}
        />
      )}
    </Field>
  );
}

/** Members of the workspace; of any while none is chosen. */
function membersOf({ memberships }: WorkivaSnapshot, workspace: string): string[] {
  const members = memberships.filter((one) => workspace === '' || one.workspace === workspace);
  return [...new Set(members.map(({ username }) => username))];
}

/** Date fields take no pasted text by themselves; Grantdesk's messages say `2026-03-01`. */
function pasteDay(event: ClipboardEvent, take: (day: string) => void): void {
  const [day] = /\d{4}-\d{2}-\d{2}/.exec(event.clipboardData.getData('text')) ?? [];
  if (day === undefined) return;
  event.preventDefault();
  take(day);
}
