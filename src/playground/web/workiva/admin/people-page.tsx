import type { WorkivaSnapshot } from '../../../server/contract.ts';
import type { StandInUser } from '../../../workiva/types.ts';
import { type Question, useConfirm } from '../../shell/confirm.tsx';
import type { PageProps } from '../page-props.ts';
import { type Action, Actions } from '../parts/actions.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import type { Go } from '../places.ts';
import { useAct } from '../use-act.ts';

/** Organization Admin → People. */
export function PeoplePage({ snapshot, session, go, done }: PageProps & { done: string | undefined }) {
  const { run, refusal } = useAct();
  const confirm = useConfirm();
  const as = session.user.username;
  const remove = async (user: StandInUser) => {
    if (await confirm(removalOf(user))) await run({ do: 'workiva.removeUser', as, username: user.username });
  };
  const suspend = async (user: StandInUser) => {
    if (await confirm(suspensionOf(user))) await run({ do: 'workiva.suspendUser', as, username: user.username });
  };
  const actionsOf = (user: StandInUser): Action[] => {
    const reinstate = () => run({ do: 'workiva.reinstateUser', as, username: user.username });
    return [
      { label: 'Rename', choose: () => go({ at: 'rename-user', username: user.username }) },
      user.status === 'active'
        ? { label: 'Suspend', danger: true, choose: () => suspend(user) }
        : { label: 'Reactivate', choose: reinstate },
      { label: 'Remove', danger: true, choose: () => remove(user) },
    ];
  };
  const add = (
    <button type="button" className="button primary" onClick={() => go({ at: 'add-user' })}>
      Add
    </button>
  );
  return (
    <Page title="People" intro="Everybody in this organization, and the users that integrations act as." action={add}>
      {done !== undefined && <Notice label="Done">{done}</Notice>}
      <Refusal sentence={refusal} />
      <DataTable
        caption="People"
        columns={columns(snapshot, go, actionsOf)}
        rows={snapshot.users.filter(({ inOrganization }) => inOrganization)}
        keyOf={({ id }) => id}
        empty="Nobody is in this organization."
      />
    </Page>
  );
}

function suspensionOf({ username }: StandInUser): Question {
  return {
    title: 'Suspend this user?',
    text: (
      <p>
        <code>{username}</code> can no longer sign in, and every API grant that acts as this user stops working. It can
        be undone with Reactivate.
      </p>
    ),
    yes: 'Suspend',
    no: 'Cancel',
    danger: true,
  };
}

function removalOf({ username }: StandInUser): Question {
  return {
    title: 'Remove this user?',
    text: (
      <p>
        <code>{username}</code> leaves the organization with its roles and workspaces, and every API grant that acts as
        this user stops working.
      </p>
    ),
    yes: 'Remove',
    no: 'Cancel',
    danger: true,
  };
}

function columns(
  { memberships }: WorkivaSnapshot,
  go: Go,
  actionsOf: (user: StandInUser) => Action[],
): Column<StandInUser>[] {
  return [
    {
      header: 'Name',
      cell: ({ displayName, username, email }) => (
        <span className="wk-stack">
          <button type="button" className="wk-link wk-name" onClick={() => go({ at: 'person', username })}>
            {displayName}
          </button>
          <span className="wk-quiet">{email}</span>
        </span>
      ),
    },
    { header: 'Username', cell: ({ username }) => <code>{username}</code> },
    { header: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
    { header: 'Organization roles', cell: ({ organizationRoles }) => organizationRoles.join(', ') || '–' },
    {
      header: 'Workspaces',
      cell: ({ username }) => {
        const own = memberships.filter((one) => one.username === username);
        return own.map(({ workspace }) => workspace).join(', ') || '–';
      },
    },
    { header: 'Actions', cell: (user) => <Actions of={user.username} actions={actionsOf(user)} /> },
  ];
}
