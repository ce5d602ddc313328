import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Form } from '../parts/form.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useAct } from '../use-act.ts';

const LABELS = { newUsername: 'Username' } as const;

/** People → Rename. */
export function RenameUserPage({ session, go, username }: PageProps & { username: string }) {
  const { run, busy, refusal } = useAct();
  const draft = `new name of ${username}`;
  const [newUsername, setNewUsername] = useKept(draft, username);
  const leave = (done?: string) => {
    forget(draft);
    go({ at: 'people', done });
  };
  const rename = async () => {
    const answer = await run({ do: 'workiva.renameUser', as: session.user.username, username, newUsername });
    if (answer) leave(`${username} is called ${newUsername.trim()} now.`);
  };
  return (
    <Page title="Rename User" intro="The user keeps its roles, its workspaces and the API grants that act as it.">
      <Form
        labels={LABELS}
        submit="Rename User"
        username={newUsername}
        busy={busy}
        refusal={refusal}
        onSubmit={rename}
        onCancel={() => leave()}
      >
        {(faultAt) => (
          <TextField
            label={LABELS.newUsername}
            hint="No spaces and no capital letters."
            verbatim
            fault={faultAt('newUsername')}
            value={newUsername}
            onChange={setNewUsername}
          />
        )}
      </Form>
    </Page>
  );
}
