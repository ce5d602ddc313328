import { Tabs } from '../../shell/tabs.tsx';
import type { PageProps } from '../page-props.ts';
import { Memberships } from '../parts/memberships.tsx';
import { Page } from '../parts/page.tsx';
import { OwnGrants } from './own-grants.tsx';

const TABS = [
  { id: 'account', label: 'Account' },
  { id: 'security', label: 'Security' },
] as const;

/** What every user has: their account, and under Security the grants that act as them. */
export function ProfilePage({ snapshot, session, go, tab }: PageProps & { tab: 'account' | 'security' }) {
  const { user } = session;
  return (
    <Page title={user.displayName}>
      <Tabs label="Your profile" tabs={TABS} selected={tab} onSelect={(next) => go({ at: 'profile', tab: next })}>
        {tab === 'security' ? (
          <OwnGrants snapshot={snapshot} session={session} />
        ) : (
          <>
            <dl className="wk-details">
              <dt>Username</dt>
              <dd>
                <code>{user.username}</code>
              </dd>
              <dt>Email</dt>
              <dd>{user.email}</dd>
              <dt>Organization roles</dt>
              <dd>{user.organizationRoles.join(', ') || 'None'}</dd>
            </dl>
            <h4 className="wk-group-title">Workspaces</h4>
            <Memberships snapshot={snapshot} username={user.username} />
          </>
        )}
      </Tabs>
    </Page>
  );
}
