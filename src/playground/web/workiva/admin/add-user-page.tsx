import type { UserForm } from '../../../workiva/screen-types.ts';
import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Form } from '../parts/form.tsx';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useAct } from '../use-act.ts';

const LABELS = {
  username: 'Username',
  givenName: 'Given name',
  familyName: 'Family name',
  email: 'Email',
} as const satisfies Record<keyof UserForm, string>;

const FIELDS = [
  { name: 'username', verbatim: true, hint: 'No spaces and no capital letters.' },
  { name: 'givenName' },
  { name: 'familyName' },
  { name: 'email', verbatim: true },
] as const satisfies readonly { name: keyof UserForm; verbatim?: boolean; hint?: string }[];

const EMPTY: UserForm = { username: '', givenName: '', familyName: '', email: '' };

const DRAFT = 'user to add';

/** People → Add. */
export function AddUserPage({ session, go }: PageProps) {
  const { run, busy, refusal } = useAct();
  const [form, setForm] = useKept(DRAFT, EMPTY);
  const leave = (done?: string) => {
    forget(DRAFT);
    go({ at: 'people', done });
  };
  const add = async () => {
    const answer = await run({ do: 'workiva.addUser', as: session.user.username, form });
    if (answer) leave(`User added. ${form.username.trim()} belongs to no workspace yet.`);
  };
  return (
    <Page title="Add User" intro="For an integration, a user of its own: what it does then shows under its own name.">
      <Form
        labels={LABELS}
        submit="Add User"
        username={form.username}
        busy={busy}
        refusal={refusal}
        onSubmit={add}
        onCancel={() => leave()}
      >
        {(faultAt) =>
          FIELDS.map(({ name, ...field }) => (
            <TextField
              key={name}
              {...field}
              label={LABELS[name]}
              fault={faultAt(name)}
              value={form[name]}
              onChange={(text) => setForm({ ...form, [name]: text })}
            />
          ))
        }
      </Form>
    </Page>
  );
}
