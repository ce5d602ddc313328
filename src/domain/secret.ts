import { eventAbout, notify } from './effects.ts';
import { ownersMove, refreshGrant } from './grant.ts';
import type { Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { reminders } from './secret-due.ts';
import { stopForLeak } from './suspension.ts';
import { type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const TEXT_LIMIT = 1_000;

/** The owner has regenerated the secret, as the policy asks from time to time. */
export function rotated(grant: Grant, by: string, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  if (!grant.collected) {
    return refused('not_open', `The secret of ${grant.id} is not collected yet. Press *Collected* once it is.`);
  }
  const at = now.toISOString();
  return {
    ok: true,
    grant: { ...grant, rotated: { by, at }, dueAt: at },
    events: [eventAbout([grant], by, 'grant.secret_rotated', now, {})],
    effects: [...refreshGrant(grant), ...reminders(grant)],
  };
}

/** Refuses who has no say about the secret of a grant: it is its owner's, and the admins' in an emergency. */
export function notTheirSecret(grant: Grant, by: string, admins: readonly string[]): Refused | undefined {
  if (!admins.includes(by)) return by === grant.owner ? ownersMove(grant, by) : notTheirs(grant, admins);
  return ownersMove(grant, grant.owner);
}

const notTheirs = ({ id, owner }: Grant, admins: readonly string[]): Refused =>
  refused('not_yours', `Only its owner, <@${owner}>, or an admin can do this with ${id}: ${nameThem(admins)}.`);

/** Who says that a secret may have leaked, where, in their words, and whether its grant is to stop at once. */
export type LeakReport = { by: string; where: string; stops?: boolean; admins: readonly string[]; now: Date };

/** The secret may have leaked. The admins are told at once, and the grant is stopped in the same step where that is wanted. */
export function leaked(grant: Grant, { by, where: typed, stops = false, admins, now }: LeakReport): Transition {
  const no = notTheirSecret(grant, by, admins);
  if (no) return no;
  const where = visibleText(typed);
  const fault = textFault(where, 'where it may have leaked; never the secret itself', TEXT_LIMIT);
  if (fault !== undefined) return refused('text_missing', fault);
  const at = now.toISOString();
  const noted: Grant = { ...grant, leaks: [...grant.leaks, { by, at, where }] };
  const stopped = stops ? stopForLeak(noted, by, now) : { grant: noted, events: [], effects: [] };
  return {
    ok: true,
    grant: stopped.grant,
    events: [eventAbout([grant], by, 'grant.secret_leaked', now, { where }), ...stopped.events],
    effects: [notify('leaked', grant.id, String(grant.leaks.length)), ...stopped.effects],
  };
}
