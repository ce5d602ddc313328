import type { StandInWorkspace } from '../../../workiva/types.ts';
import type { PageProps } from '../page-props.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Page } from '../parts/page.tsx';

/** Organization Admin → Workspaces: each with its members, and the way to its settings. */
export function WorkspacesPage({ snapshot, go }: PageProps) {
  const membersOf = (workspace: StandInWorkspace) =>
    snapshot.memberships.filter((one) => one.workspace === workspace.name).map(({ username }) => username);
  const columns: Column<StandInWorkspace>[] = [
    { header: 'Workspace', cell: ({ name }) => <span className="wk-name">{name}</span> },
    { header: 'Members', cell: (workspace) => membersOf(workspace).join(', ') || 'Nobody yet' },
    { header: 'Roles', cell: ({ roles }) => roles.map(({ name }) => name).join(', ') || '–' },
    {
      header: 'Settings',
      cell: ({ name }) => (
        <button
          type="button"
          className="button small"
          aria-label={`Workspace Settings of ${name}`}
          onClick={() => go({ at: 'workspace', workspace: name, tab: 'members' })}
        >
          Workspace Settings
        </button>
      ),
    },
  ];
  return (
    <Page
      title="Workspaces"
      intro="Grantdesk adds members and gives roles through the API, where it has access. By hand it is done in the settings of the workspace."
    >
      <DataTable
        caption="Workspaces"
        columns={columns}
        rows={snapshot.workspaces}
        keyOf={({ id }) => id}
        empty="There are no workspaces."
      />
    </Page>
  );
}
