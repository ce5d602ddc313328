import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Form } from '../parts/form.tsx';
import { Page } from '../parts/page.tsx';
import { useAct } from '../use-act.ts';

type EditRolesPageProps = PageProps & { workspace: string; username: string };

/** Workspace Settings → Members → Edit roles: any number of those that the workspace offers. */
export function EditRolesPage({ snapshot, session, go, workspace, username }: EditRolesPageProps) {
  const { run, busy, refusal } = useAct();
  const draft = `roles of ${username} in ${workspace}`;
  const [changed, setChanged] = useKept<readonly string[] | undefined>(draft, undefined);
  const membership = snapshot.memberships.find((one) => one.username === username && one.workspace === workspace);
  const offered = snapshot.workspaces.find(({ name }) => name === workspace)?.roles.map(({ name }) => name) ?? [];
  const roles = changed ?? membership?.roles ?? [];
  const leave = (done?: string) => {
    forget(draft);
    go({ at: 'workspace', workspace, tab: 'members', done });
  };
  const save = async () => {
    const what = { workspace, username, roles: [...roles] };
    const answer = await run({ do: 'workiva.setRoles', as: session.user.username, ...what });
    if (answer) leave(`Roles saved. ${username} is ${roles.join(', ') || 'without a role'} in ${workspace}.`);
  };
  return (
    <Page title="Edit roles" intro={`What ${username} may do in ${workspace}.`}>
      <Form
        labels={{ roles: 'Roles' }}
        submit="Save Roles"
        busy={busy}
        refusal={refusal}
        onSubmit={save}
        onCancel={() => leave()}
      >
        {(faultAt) => (
          <RolePicker
            offered={offered}
            selected={roles}
            fault={faultAt('roles')}
            // In the order of the workspace, whatever the order of the ticks.
            onChange={(next) => setChanged(offered.filter((role) => next.includes(role)))}
          />
        )}
      </Form>
    </Page>
  );
}

type RolePickerProps = {
  offered: readonly string[];
  selected: readonly string[];
  fault: string | undefined;
  onChange: (roles: readonly string[]) => void;
};

function RolePicker({ offered, selected, fault, onChange }: RolePickerProps) {
  const toggle = (role: string) =>
    onChange(selected.includes(role) ? selected.filter((one) => one !== role) : [...selected, role]);
  return (
    <fieldset className="wk-field" data-refused={fault !== undefined}>
      <legend className="wk-label">Roles</legend>
      <ul className="wk-roles">
        {offered.map((role) => (
          <li key={role}>
            <label>
              <input type="checkbox" checked={selected.includes(role)} onChange={() => toggle(role)} />
              {role}
            </label>
          </li>
        ))}
      </ul>
      {fault !== undefined && <p className="wk-fault">{fault}</p>}
    </fieldset>
  );
}
