import type { WorkivaSnapshot } from '../../server/contract.ts';
import { ActivitiesPage } from './admin/activities-page.tsx';
import { AddGrantPage } from './admin/add-grant-page.tsx';
import { AddMemberPage } from './admin/add-member-page.tsx';
import { AddUserPage } from './admin/add-user-page.tsx';
import { EditGrantPage } from './admin/edit-grant-page.tsx';
import { EditRolesPage } from './admin/edit-roles-page.tsx';
import { PeoplePage } from './admin/people-page.tsx';
import { PersonPage } from './admin/person-page.tsx';
import { RenameUserPage } from './admin/rename-user-page.tsx';
import { SecurityPage } from './admin/security-page.tsx';
import { WorkspacePage } from './admin/workspace-page.tsx';
import { WorkspacesPage } from './admin/workspaces-page.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { useKept } from './kept.ts';
import { Navigation } from './navigation.tsx';
import type { PageProps } from './page-props.ts';
import { isAdminPlace, landing, type Place } from './places.ts';
import { ProfilePage } from './profile/profile-page.tsx';
import type { Session } from './session.ts';

/** The screens of one who is signed in. */
export function Screen({ snapshot, session }: { snapshot: WorkivaSnapshot; session: Session }) {
  const [wanted, go] = useKept<Place>(`place of ${session.user.username}`, landing(session.isAdmin));
  const place = isAdminPlace(wanted) && !session.isAdmin ? landing(false) : wanted;
  return (
    <div className="wk-body">
      <Navigation place={place} isAdmin={session.isAdmin} go={go} />
      <div key={place.at} className="wk-content">
        <Breadcrumbs place={place} go={go} />
        <PageAt place={place} page={{ snapshot, session, go }} />
      </div>
    </div>
  );
}

function PageAt({ place, page }: { place: Place; page: PageProps }) {
  switch (place.at) {
    case 'profile':
      return <ProfilePage {...page} tab={place.tab} />;
    case 'people':
      return <PeoplePage {...page} done={place.done} />;
    case 'add-user':
      return <AddUserPage {...page} />;
    case 'person':
      return <PersonPage {...page} username={place.username} />;
    case 'rename-user':
      return <RenameUserPage {...page} username={place.username} />;
    case 'workspaces':
      return <WorkspacesPage {...page} />;
    case 'workspace':
      return <WorkspacePage {...page} name={place.workspace} tab={place.tab} done={place.done} />;
    case 'add-member':
      return <AddMemberPage {...page} workspace={place.workspace} />;
    case 'edit-roles':
      return <EditRolesPage {...page} workspace={place.workspace} username={place.username} />;
    case 'security':
      return <SecurityPage {...page} tab={place.tab} added={place.added} />;
    case 'add-grant':
      return <AddGrantPage {...page} />;
    case 'edit-grant':
      return <EditGrantPage {...page} clientId={place.clientId} />;
    case 'activities':
      return <ActivitiesPage {...page} />;
  }
}
