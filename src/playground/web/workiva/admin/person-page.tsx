import { dayInWords } from '../dates.ts';
import type { PageProps } from '../page-props.ts';
import { Badge } from '../parts/badge.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Memberships } from '../parts/memberships.tsx';
import { Page } from '../parts/page.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { standingOf } from './grants.ts';

/** One user as the organization's admins see them: roles, workspaces, grants. */
export function PersonPage({ snapshot, username }: PageProps & { username: string }) {
  const user = snapshot.users.find((one) => one.username === username);
  if (!user?.inOrganization) {
    return (
      <Page title={username}>
        <p className="wk-empty">This user is not in the organization any more.</p>
      </Page>
    );
  }
  const grants = snapshot.grants.filter(({ workivaUsername }) => workivaUsername === username);
  return (
    <Page title={user.displayName}>
      <dl className="wk-details">
        <dt>Username</dt>
        <dd>
          <code>{user.username}</code>
        </dd>
        <dt>Email</dt>
        <dd>{user.email}</dd>
        <dt>Status</dt>
        <dd>
          <StatusBadge status={user.status} />
        </dd>
        <dt>Organization roles</dt>
        <dd>{user.organizationRoles.join(', ') || 'None'}</dd>
      </dl>
      <h4 className="wk-group-title">Workspaces</h4>
      <Memberships snapshot={snapshot} username={username} />
      <h4 className="wk-group-title">API grants</h4>
      <DataTable
        caption={`API grants of ${user.displayName}`}
        columns={[
          { header: 'Client Name', cell: ({ clientName }) => clientName },
          { header: 'Workspace', cell: ({ workspace }) => workspace },
          { header: 'Expires', cell: ({ expires }) => dayInWords(expires) },
          {
            header: 'Status',
            cell: (grant) => {
              const { words, tone } = standingOf(grant, snapshot.now);
              return <Badge tone={tone}>{words}</Badge>;
            },
          },
        ]}
        rows={grants}
        keyOf={({ clientId }) => clientId}
        empty="No grant acts as this user."
      />
    </Page>
  );
}
