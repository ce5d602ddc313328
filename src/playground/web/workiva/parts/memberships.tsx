import type { WorkivaSnapshot } from '../../../server/contract.ts';
import { DataTable } from './data-table.tsx';

/** The workspaces that a user belongs to, and the roles held there. */
export function Memberships({ snapshot, username }: { snapshot: WorkivaSnapshot; username: string }) {
  return (
    <DataTable
      caption={`Workspaces of ${username}`}
      columns={[
        { header: 'Workspace', cell: ({ workspace }) => workspace },
        { header: 'Roles', cell: ({ roles }) => roles.join(', ') || 'None' },
      ]}
      rows={snapshot.memberships.filter((one) => one.username === username)}
      keyOf={({ id }) => id}
      empty="A member of no workspace."
    />
  );
}
