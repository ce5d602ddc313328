import type { StandInUser } from '../../../workiva/types.ts';
import type { PageProps } from '../page-props.ts';
import { Badge } from '../parts/badge.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Page } from '../parts/page.tsx';

/** Organization Admin → People. */
export function PeoplePage({ snapshot, go }: PageProps) {
  const columns: Column<StandInUser>[] = [
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
    {
      header: 'Status',
      cell: ({ status }) =>
        status === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="bad">Suspended</Badge>,
    },
    { header: 'Organization roles', cell: ({ organizationRoles }) => organizationRoles.join(', ') || '–' },
    {
      header: 'Workspaces',
      cell: ({ username }) =>
        snapshot.memberships
          .filter((one) => one.username === username)
          .map(({ workspace }) => workspace)
          .join(', ') || '–',
    },
  ];
  return (
    <Page title="People" intro="Everybody in this organization, and the users that integrations act as.">
      <DataTable
        caption="People"
        columns={columns}
        rows={snapshot.users.filter(({ inOrganization }) => inOrganization)}
        keyOf={({ id }) => id}
        empty="Nobody is in this organization."
      />
    </Page>
  );
}
