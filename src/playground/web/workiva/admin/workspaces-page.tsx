import type { WorkivaSnapshot } from '../../../server/contract.ts';
import type { StandInMembership, StandInWorkspace } from '../../../workiva/types.ts';
import type { PageProps } from '../page-props.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Page } from '../parts/page.tsx';

/** Organization Admin → Workspaces: who is a member of each, with which roles. */
export function WorkspacesPage({ snapshot, go }: PageProps) {
  return (
    <Page title="Workspaces" intro="Grantdesk adds members and gives roles through the API; here one sees what it did.">
      {snapshot.workspaces.map((workspace) => (
        <Workspace
          key={workspace.id}
          workspace={workspace}
          snapshot={snapshot}
          onOpen={(username) => go({ at: 'person', username })}
        />
      ))}
    </Page>
  );
}

type WorkspaceProps = {
  workspace: StandInWorkspace;
  snapshot: WorkivaSnapshot;
  onOpen: (username: string) => void;
};

function Workspace({ workspace, snapshot, onOpen }: WorkspaceProps) {
  const members = snapshot.memberships.filter((one) => one.workspace === workspace.name);
  const columns: Column<StandInMembership>[] = [
    {
      header: 'Member',
      cell: ({ username }) => (
        <button type="button" className="wk-link" onClick={() => onOpen(username)}>
          {username}
        </button>
      ),
    },
    { header: 'Roles', cell: ({ roles }) => roles.join(', ') || 'None yet' },
  ];
  return (
    <section className="wk-workspace" aria-label={workspace.name}>
      <h4 className="wk-group-title">{workspace.name}</h4>
      <p className="wk-intro">Roles: {workspace.roles.map(({ name }) => name).join(', ')}</p>
      <DataTable
        caption={`Members of ${workspace.name}`}
        columns={columns}
        rows={members}
        keyOf={({ id }) => id}
        empty="Nobody is a member yet."
      />
      {workspace.groups.map(({ id, name, members: inGroup }) => (
        <p key={id} className="wk-intro">
          Group {name}: {inGroup.join(', ') || 'nobody'}
        </p>
      ))}
    </section>
  );
}
