import { useId } from 'react';
import type { PersonView, WorkivaSnapshot } from '../../server/contract.ts';
import { type Session, signInGroups } from './session.ts';

type TopBarProps = {
  snapshot: WorkivaSnapshot;
  people: readonly PersonView[];
  session: Session | undefined;
  onSignIn: (username: string) => void;
};

/** The bar above every screen: whose Workiva this is, and who is signed in. */
export function TopBar({ snapshot, people, session, onSignIn }: TopBarProps) {
  const id = useId();
  return (
    <header className="wk-top">
      <div className="wk-brand">
        <h2>Workiva</h2>
        <span>stand-in · Example Organization</span>
      </div>
      <div className="wk-signed-in">
        <label htmlFor={id}>Signed in as</label>
        <select
          id={id}
          className="field"
          value={session?.user.username ?? ''}
          onChange={(event) => onSignIn(event.target.value)}
          data-tour="workiva-sign-in"
        >
          {!session && <option value="">Nobody</option>}
          {signInGroups(snapshot, people).map(({ label, users }) => (
            <optgroup key={label} label={label}>
              {users.map(({ username, displayName }) => (
                <option key={username} value={username}>
                  {username} ({displayName})
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
    </header>
  );
}
