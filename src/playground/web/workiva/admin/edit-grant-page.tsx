import type { GrantForm as GrantValues } from '../../../workiva/screen-types.ts';
import type { GrantRow } from '../../../workiva/types.ts';
import { forget, useKept } from '../kept.ts';
import type { PageProps } from '../page-props.ts';
import { Page } from '../parts/page.tsx';
import { useAct } from '../use-act.ts';
import { GrantForm } from './grant-form.tsx';

const USERNAME_NOTE = 'Another username makes the secret invalid: the new user has to take one of their own.';

/** Changes a grant: everything but its workspace. */
export function EditGrantPage({ clientId, ...page }: PageProps & { clientId: string }) {
  const grant = page.snapshot.grants.find((one) => one.clientId === clientId);
  if (grant) return <EditGrant {...page} grant={grant} />;
  return (
    <Page title="Edit API Grant">
      <p className="wk-empty">This grant is not there any more.</p>
      <button type="button" className="button" onClick={() => page.go({ at: 'security', tab: 'provisioning' })}>
        Back to Provisioning
      </button>
    </Page>
  );
}

function EditGrant({ snapshot, session, go, grant }: PageProps & { grant: GrantRow }) {
  const { run, busy, refusal } = useAct();
  const { clientId } = grant;
  const draft = `changes of ${clientId}`;
  const [changed, setChanged] = useKept<GrantValues | undefined>(draft, undefined);
  const values = changed ?? valuesOf(grant);
  const leave = () => {
    forget(draft);
    go({ at: 'security', tab: 'provisioning' });
  };
  const save = async () => {
    const { workspace: _, ...changes } = values;
    if (await run({ do: 'workiva.editGrant', as: session.user.username, clientId, changes })) leave();
  };
  return (
    <Page
      title="Edit API Grant"
      intro={
        <>
          Client ID <code>{clientId}</code>
        </>
      }
    >
      <GrantForm
        snapshot={snapshot}
        values={values}
        onChange={setChanged}
        submit="Save"
        workspaceFixed
        usernameNote={values.workivaUsername === grant.workivaUsername ? undefined : USERNAME_NOTE}
        busy={busy}
        refusal={refusal}
        onSubmit={save}
        onCancel={leave}
      />
    </Page>
  );
}

function valuesOf({ clientName, workspace, workivaUsername, expires, scopes, ipRestrictions }: GrantRow): GrantValues {
  return { clientName, workspace, workivaUsername, expires, scopes: [...scopes], ipRestrictions };
}
