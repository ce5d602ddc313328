import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Form } from '../parts/form.tsx';
import { Page } from '../parts/page.tsx';
import { useAct } from '../use-act.ts';
import { LABELS } from './grants.ts';
import { UsernameField } from './username-field.tsx';

const FIELDS = { workivaUsername: LABELS.workivaUsername };

/** Workspace Settings → Members → Add. */
export function AddMemberPage({ snapshot, session, go, workspace }: PageProps & { workspace: string }) {
  const { run, busy, refusal } = useAct();
  const draft = `member to add to ${workspace}`;
  const [username, setUsername] = useKept(draft, '');
  const leave = (done?: string) => {
    forget(draft);
    go({ at: 'workspace', workspace, tab: 'members', done });
  };
  const add = async () => {
    const answer = await run({ do: 'workiva.addMember', as: session.user.username, workspace, username });
    if (answer) leave(`Member added. ${username.trim()} has no role in ${workspace} yet.`);
  };
  const members = snapshot.memberships.filter((one) => one.workspace === workspace).map((one) => one.username);
  const others = snapshot.users.filter((user) => user.inOrganization && !members.includes(user.username));
  return (
    <Page title="Add Member" intro={`To the workspace ${workspace}. Roles are given afterwards.`}>
      <Form
        labels={FIELDS}
        submit="Add Member"
        username={username}
        busy={busy}
        refusal={refusal}
        onSubmit={add}
        onCancel={() => leave()}
      >
        {(faultAt) => (
          <UsernameField
            usernames={others.map((user) => user.username)}
            value={username}
            fault={faultAt('workivaUsername')}
            hint="Somebody of this organization."
            onChange={setUsername}
          />
        )}
      </Form>
    </Page>
  );
}
