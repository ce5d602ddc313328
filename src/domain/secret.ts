import { notify } from './effects.ts';
import { ownersMove, refreshGrant } from './grant.ts';
import type { Grant } from './records.ts';
import { reminders } from './secret-due.ts';
import { refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const TEXT_LIMIT = 1_000;

/** The owner has regenerated the secret, as the policy asks from time to time. */
export function rotated(grant: Grant, by: string, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  const at = now.toISOString();
  return {
    ok: true,
    grant: { ...grant, rotated: { by, at }, dueAt: at },
    events: [event(grant, by, 'grant.secret_rotated', now, {})],
    effects: [...refreshGrant(grant), ...reminders(grant)],
  };
}

/** The secret may have leaked: where, in the owner's words. The admins are told at once. */
export function leaked(
  grant: Grant,
  { by, where: typed, admins, now }: { by: string; where: string; admins: readonly string[]; now: Date },
): Transition {
  const no = admins.includes(by) ? undefined : ownersMove(grant, by);
  if (no) return no;
  const where = visibleText(typed);
  const fault = textFault(where, 'where it may have leaked; never the secret itself', TEXT_LIMIT);
  if (fault !== undefined) return refused('text_missing', fault);
  const at = now.toISOString();
  return {
    ok: true,
    grant: { ...grant, leaks: [...grant.leaks, { by, at, where }] },
    events: [event(grant, by, 'grant.secret_leaked', now, { where })],
    effects: [notify('leaked', grant.id, String(grant.leaks.length))],
  };
}

function event(grant: Grant, actor: string, action: string, now: Date, detail: Record<string, string>) {
  return { at: now.toISOString(), actor, action, subjects: [grant.id], detail };
}
