import type { PersonView, WorkivaSnapshot } from '../../server/contract.ts';
import { signInGroups } from './session.ts';

type SignInProps = {
  snapshot: WorkivaSnapshot;
  people: readonly PersonView[];
  onSignIn: (username: string) => void;
};

/** Shown while nobody is signed in: most people who use Grantdesk have no account in Workiva. */
export function SignIn({ snapshot, people, onSignIn }: SignInProps) {
  return (
    <div className="wk-sign-in">
      <h3 className="wk-page-title">Sign in to Workiva</h3>
      <p className="wk-intro">
        The person at the controls has no account here. Sign in as somebody else: an Org Security Admin adds grants, an
        integration user collects the secret of its own.
      </p>
      {signInGroups(snapshot, people).map(({ label, users }) => (
        <section key={label} aria-label={label}>
          <h4 className="wk-group-title">{label}</h4>
          <ul className="wk-accounts">
            {users.map(({ username, displayName }) => (
              <li key={username}>
                <button type="button" className="wk-account" onClick={() => onSignIn(username)}>
                  <span className="wk-avatar" aria-hidden="true">
                    {displayName.charAt(0).toUpperCase()}
                  </span>
                  <span>
                    <strong>{displayName}</strong>
                    <span className="wk-mono">{username}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
