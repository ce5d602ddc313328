import { useState } from 'react';
import type { Act, ActAnswer } from '../../server/contract.ts';
import { act } from '../api.ts';

/** What an act answers that was not refused. */
export type Granted = Extract<ActAnswer, { ok: true }>;

/** Does one thing at a time and keeps the sentence of a refusal. `run` answers nothing when it was refused. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const run = async (what: Act): Promise<Granted | undefined> => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await act(what);
    setBusy(false);
    if (answer.ok) return answer;
    setRefusal(answer.sentence);
    return undefined;
  };
  return { run, busy, refusal };
}
