import type { ReactNode } from 'react';
import type { Go, Place } from './places.ts';

type Entry = { label: string; to: Place; here: readonly Place['at'][] };

const ADMIN: readonly Entry[] = [
  { label: 'People', to: { at: 'people' }, here: ['people', 'person', 'add-user', 'rename-user'] },
  { label: 'Workspaces', to: { at: 'workspaces' }, here: ['workspaces', 'workspace', 'add-member', 'edit-roles'] },
  {
    label: 'Security',
    to: { at: 'security', tab: 'overview' },
    here: ['security', 'add-grant', 'edit-grant'],
  },
  { label: 'Activities', to: { at: 'activities' }, here: ['activities'] },
];

/** The menu of areas. Only Org Security Admins see the Organization Admin. */
export function Navigation({ place, isAdmin, go }: { place: Place; isAdmin: boolean; go: Go }) {
  return (
    <nav aria-label="Workiva" className="wk-nav">
      {isAdmin && (
        <Group label="Organization Admin">
          {ADMIN.map((entry) => (
            <Link key={entry.label} entry={entry} current={entry.here.includes(place.at)} go={go} />
          ))}
        </Group>
      )}
      <Group label="You">
        <Link
          entry={{ label: 'Your profile', to: { at: 'profile', tab: 'account' }, here: ['profile'] }}
          current={place.at === 'profile'}
          go={go}
        />
      </Group>
    </nav>
  );
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="wk-nav-group">
      <p className="wk-nav-title">{label}</p>
      <ul>{children}</ul>
    </div>
  );
}

function Link({ entry, current, go }: { entry: Entry; current: boolean; go: Go }) {
  const name = entry.label.toLowerCase().replace(' ', '-');
  return (
    <li>
      <button
        type="button"
        aria-current={current ? 'page' : undefined}
        onClick={() => go(entry.to)}
        data-tour={`workiva-${name}`}
      >
        {entry.label}
      </button>
    </li>
  );
}
