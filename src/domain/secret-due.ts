import { DAY } from './duration.ts';
import { notify } from './effects.ts';
import type { Grant } from './records.ts';

/** How long, in ms, after a grant is live its owner is reminded to collect the secret, and asked whether it is needed. */
const UNCOLLECTED = { remind: 2 * DAY, needed: 14 * DAY };

/** What an owner is reminded of: to collect a secret, to say whether it is needed, or to regenerate it. */
export type SecretReminder = 'collect' | 'needed' | 'rotate';

/**
 * What time asks of a grant's secret: `due` names the reminder that is to be sent now, `nextAt` (ms) is when the next
 * may be. `rotateEvery`, in ms, is how often the policy wants the secret regenerated. Nothing is asked while the grant
 * is suspended or being taken away, because nobody can sign in as its user then, or nobody should.
 */
export function secretDue(grant: Grant, rotateEvery: number | undefined, now: Date) {
  const isQuiet = grant.state !== 'active' || grant.revocation !== undefined;
  const marks = isQuiet ? [] : grant.collected ? rotation(grant, grant.collected.at, rotateEvery) : collection(grant);
  const passed = marks.filter(({ at }) => at <= now.getTime());
  const latest = passed.at(-1);
  const ahead = marks.filter(({ at }) => at > now.getTime()).map(({ at }) => at);
  return {
    due: latest && !grant.asked.includes(latest.name) ? latest.name : undefined,
    nextAt: ahead.length === 0 ? undefined : Math.min(...ahead),
  };
}

type Mark = { name: string; at: number };

/** Names one reminder of all: of what, counted from when (ms), and to whom, so that a new owner hears of it too. */
const reminderName = (kind: SecretReminder, since: number, { owner }: Grant): string => `${kind}.${since}.${owner}`;

/** Reads the name of a reminder. */
export function readSecretReminder(name: string): { kind: SecretReminder; owner: string } {
  const [kind, , owner = ''] = name.split('.');
  return { kind: kind === 'needed' || kind === 'rotate' ? kind : 'collect', owner };
}

function collection(grant: Grant): Mark[] {
  const from = grant.handOver?.at ?? grant.liveSince;
  if (from === undefined || grant.clientId === undefined) return [];
  const since = Date.parse(from);
  return [
    { name: reminderName('collect', since, grant), at: since + UNCOLLECTED.remind },
    { name: reminderName('needed', since, grant), at: since + UNCOLLECTED.needed },
  ];
}

function rotation(grant: Grant, collectedAt: string, every: number | undefined): Mark[] {
  if (every === undefined) return [];
  const since = Math.max(Date.parse(collectedAt), Date.parse(grant.rotated?.at ?? collectedAt));
  return [{ name: reminderName('rotate', since, grant), at: since + every }];
}

/** The effects that bring the reminders about the secret up to date. */
export const reminders = ({ id, asked }: Grant) => asked.map((name) => notify('secret', id, name));
