import { Tabs } from '../../shell/tabs.tsx';
import type { PageProps } from '../page-props.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import type { WorkspaceTab } from '../places.ts';
import { MemberTable } from './member-table.tsx';

const TABS = [
  { id: 'members', label: 'Members' },
  { id: 'roles', label: 'Roles' },
  { id: 'groups', label: 'Groups' },
] as const;

type WorkspacePageProps = PageProps & { name: string; tab: WorkspaceTab; done: string | undefined };

/** The Workspace Settings of one workspace: its members, and the roles and groups that they can have. */
export function WorkspacePage({ name, tab, done, ...page }: WorkspacePageProps) {
  const { snapshot, go } = page;
  const workspace = snapshot.workspaces.find((one) => one.name === name);
  if (!workspace) {
    return (
      <Page title={name}>
        <p className="wk-empty">This workspace is not there any more.</p>
      </Page>
    );
  }
  const members = snapshot.memberships.filter((one) => one.workspace === name);
  return (
    <Page title="Workspace Settings" intro={`The workspace ${name}: its members, roles and groups.`}>
      <Tabs
        label="Workspace Settings"
        tabs={TABS}
        selected={tab}
        onSelect={(next) => go({ at: 'workspace', workspace: name, tab: next })}
      >
        {tab === 'members' && (
          <>
            {done !== undefined && <Notice label="Done">{done}</Notice>}
            <MemberTable {...page} workspace={name} members={members} />
          </>
        )}
        {tab === 'roles' && (
          <DataTable
            caption={`Roles of ${name}`}
            columns={[
              { header: 'Role', cell: (role) => role.name },
              { header: 'Members', cell: (role) => members.filter(({ roles }) => roles.includes(role.name)).length },
            ]}
            rows={workspace.roles}
            keyOf={({ id }) => id}
            empty="This workspace has no roles."
          />
        )}
        {tab === 'groups' && (
          <DataTable
            caption={`Groups of ${name}`}
            columns={[
              { header: 'Group', cell: (group) => group.name },
              { header: 'Members', cell: (group) => group.members.join(', ') || 'Nobody' },
            ]}
            rows={workspace.groups}
            keyOf={({ id }) => id}
            empty="This workspace has no groups."
          />
        )}
      </Tabs>
    </Page>
  );
}
