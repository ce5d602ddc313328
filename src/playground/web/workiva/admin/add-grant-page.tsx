import type { GrantForm as GrantValues } from '../../../workiva/screen-types.ts';
import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Page } from '../parts/page.tsx';
import { useAct } from '../use-act.ts';
import { GrantForm } from './grant-form.tsx';

const EMPTY: GrantValues = {
  clientName: '',
  workspace: '',
  workivaUsername: '',
  expires: '',
  scopes: [],
  ipRestrictions: '',
};

const DRAFT = 'grant to add';

/** Security → Provisioning → Add Identity or API → API Grant. */
export function AddGrantPage({ snapshot, session, go }: PageProps) {
  const { run, busy, refusal } = useAct();
  const [form, setForm] = useKept(DRAFT, EMPTY);
  const leave = (added?: string) => {
    forget(DRAFT);
    go({ at: 'security', tab: 'provisioning', added });
  };
  const add = async () => {
    const answer = await run({ do: 'workiva.addGrant', as: session.user.username, form });
    if (answer) leave(answer.clientId);
  };
  return (
    <Page title="Add API Grant" intro="Everything but the workspace can be changed later.">
      <GrantForm
        snapshot={snapshot}
        values={form}
        onChange={setForm}
        submit="Add Grant"
        busy={busy}
        refusal={refusal}
        onSubmit={add}
        onCancel={() => leave()}
      />
    </Page>
  );
}
