import { useId } from 'react';
import type { WorkivaSnapshot } from '../../../server/contract.ts';
import { Field } from '../parts/field.tsx';
import { LABELS } from './grants.ts';

type UsernameFieldProps = {
  snapshot: WorkivaSnapshot;
  workspace: string;
  value: string;
  fault: string | undefined;
  note: string | undefined;
  onChange: (username: string) => void;
};

/** Whose grant it is: to type or paste, with the members of the workspace as suggestions. */
export function UsernameField({ snapshot, workspace, value, fault, note, onChange }: UsernameFieldProps) {
  const listId = useId();
  const members = snapshot.memberships.filter((one) => workspace === '' || one.workspace === workspace);
  const usernames = [...new Set(members.map(({ username }) => username))];
  return (
    <Field
      label={LABELS.workivaUsername}
      fault={fault}
      hint={note ?? 'The user on whose behalf the integration acts: a member of the workspace.'}
    >
      {(control) => (
        <>
          <input
            {...control}
            className="field"
            list={listId}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={listId}>
            {usernames.map((username) => (
              <option key={username} value={username} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
