import './workiva.css';
import { useState } from 'react';
import type { PersonView, WorkivaSnapshot } from '../../server/contract.ts';
import { useStream } from '../api.ts';
import { ConfirmArea } from '../shell/confirm.tsx';
import { useKept } from './kept.ts';
import { Screen } from './screen.tsx';
import { sessionOf } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { TopBar } from './top-bar.tsx';

type WorkivaPaneProps = {
  /** The Workiva username of the person at the controls, if they have an account. */
  as: string | undefined;
  people: readonly PersonView[];
};

/** Workiva's screens, as far as grants need them: the Organization Admin, and every user's own profile. */
export function WorkivaPane({ as, people }: WorkivaPaneProps) {
  const { data: snapshot, connected } = useStream<WorkivaSnapshot>('workiva');
  const account = useLastAccount(as);
  const [signedIn, signIn] = useKept(`signed in by ${account ?? 'nobody'}`, account);

  if (!snapshot) {
    return (
      <div className="wk">
        <p className="wk-loading" role="status">
          {connected ? 'Opening Workiva…' : 'Waiting for the playground…'}
        </p>
      </div>
    );
  }
  const session = sessionOf(snapshot, signedIn);
  return (
    <div className="wk" data-tour="workiva">
      <TopBar snapshot={snapshot} people={people} session={session} onSignIn={signIn} />
      <ConfirmArea>
        {session ? (
          <Screen key={session.user.username} snapshot={snapshot} session={session} />
        ) : (
          <SignIn snapshot={snapshot} people={people} onSignIn={signIn} />
        )}
      </ConfirmArea>
    </div>
  );
}

/** Somebody without an account finds the screens as the one before them left them. */
function useLastAccount(as: string | undefined): string | undefined {
  const [last, setLast] = useState(as);
  if (as === undefined || as === last) return last;
  setLast(as);
  return as;
}
