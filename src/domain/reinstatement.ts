import { refreshGrant, stopMessages } from './grant.ts';
import type { Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { grantStands } from './state-words.ts';
import { isStopped } from './suspension.ts';
import type { Suspension } from './suspension-record.ts';
import { isUnderWay } from './suspension-watch.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** Who lets a grant work again. `others` are the live grants that act as the same integration user. */
export type Reinstating = { by: string; admins: readonly string[]; others: readonly Grant[] };

/** The grants that work again with this one: an integration user is either suspended or not, for all of them. */
export const reinstatedWith = (others: readonly Grant[]): Grant[] => others.filter(isStopped);

/**
 * Refuses who may not let a suspended grant work again. Answers nothing when they may: an admin who owns none of the
 * grants that work again with it. What was refused after it broke glass never works again.
 */
export function mayNotReinstate(grant: Grant, { by, admins, others }: Reinstating): Refused | undefined {
  if (!admins.includes(by)) {
    return refused('not_an_admin', `Only an admin named in the policy can reinstate ${grant.id}: ${nameThem(admins)}.`);
  }
  if (grant.state !== 'suspended' || !isStopped(grant)) {
    return refused('not_open', `${grant.id} ${grantStands(grant)}, so there is nothing to reinstate.`);
  }
  const all = [grant, ...reinstatedWith(others)];
  const own = all.find(({ owner }) => owner === by);
  if (own) {
    const others = admins.filter((admin) => admin !== by);
    return refused('own_request', `You own ${own.id}, so another admin has to reinstate it: ${nameThem(others)}.`);
  }
  const final = all.find(({ suspension }) => suspension?.final);
  if (final) return refused('not_open', finalSentence(grant, final));
  const open = all.find(isUnderWay);
  return open && refused('not_open', `Workiva is still being told to suspend the user of ${open.id}. Try again soon.`);
}

function finalSentence(grant: Grant, final: Grant): string {
  const why = `${final.id} was not approved after it broke glass, so it cannot be reinstated.`;
  return final.id === grant.id
    ? `${why} Its owner, <@${final.owner}>, can request it anew; revoke this one with \`/grant revoke ${final.id}\`.`
    : `${why} It acts as the user of ${grant.id} too: revoke it first, with \`/grant revoke ${final.id}\`.`;
}

/** Lets a suspended grant work again, with those that were stopped with it; Workiva is told to activate their user. */
export function reinstate(grant: Grant, move: Reinstating & { reason: string; now: Date }): Transition {
  const no = mayNotReinstate(grant, move);
  if (no) return no;
  const reason = visibleText(move.reason);
  const fault = textFault(reason, 'why it may work again; its owner and the auditors read it', REASON_LIMIT);
  if (fault !== undefined) return refused('reason_missing', fault);

  const lifted = { by: move.by, at: move.now.toISOString(), reason };
  const main = lift(grant, lifted);
  const others = reinstatedWith(move.others).map((other) => lift(other, lifted));
  return {
    ok: true,
    grant: main.grant,
    others: others.map((one) => one.grant),
    events: [main, ...others].flatMap(({ events }) => events),
    effects: [main, ...others].flatMap(({ effects }) => effects),
  };
}

/** Active again, and looked at anew by the sweep: time went on while it was suspended. */
function lift(grant: Grant, lifted: NonNullable<Suspension['lifted']>): Omit<Moved, 'ok' | 'grant'> & { grant: Grant } {
  const { by, at, reason } = lifted;
  const { run, ...before } = grant.suspension ?? { by, at, reason, run: 0 };
  const { enforced: _done, trouble: _past, requeued: _before, ...kept } = before as Suspension;
  const suspension: Suspension = { ...kept, run: run + 1, lifted };
  const state = grant.state === 'suspended' ? 'active' : grant.state;
  return {
    grant: { ...grant, state, suspension, dueAt: at },
    events: [{ at, actor: by, action: 'grant.reinstated', subjects: [grant.id], detail: { reason } }],
    effects: [
      { kind: 'suspend', grant: grant.id, run: run + 1 },
      ...stopMessages({ id: grant.id, suspension }),
      ...refreshGrant(grant),
    ],
  };
}
