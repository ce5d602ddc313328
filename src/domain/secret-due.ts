import { notify } from './effects.ts';
import type { Grant } from './records.ts';

const DAY = 86_400_000;

/** How long, in ms, after a grant is live its owner is reminded to collect the secret, and asked whether it is needed. */
export const UNCOLLECTED = { remind: 2 * DAY, needed: 14 * DAY };

/**
 * What time asks of a grant's secret: `due` names the reminder that is to be sent now, `nextAt` (ms) is when the next
 * may be. `rotateEvery`, in ms, is how often the policy wants the secret regenerated.
 */
export function secretDue(grant: Grant, rotateEvery: number | undefined, now: Date) {
  const marks = grant.collected ? rotation(grant, rotateEvery) : collection(grant);
  const passed = marks.filter(({ at }) => at <= now.getTime());
  const latest = passed.at(-1);
  const ahead = marks.filter(({ at }) => at > now.getTime()).map(({ at }) => at);
  return {
    due: latest && !grant.asked.includes(latest.name) ? latest.name : undefined,
    nextAt: ahead.length === 0 ? undefined : Math.min(...ahead),
  };
}

type Mark = { name: string; at: number };

function collection({ liveSince, clientId }: Grant): Mark[] {
  if (liveSince === undefined || clientId === undefined) return [];
  const since = new Date(liveSince).getTime();
  return [
    { name: `collect.${liveSince}`, at: since + UNCOLLECTED.remind },
    { name: `needed.${liveSince}`, at: since + UNCOLLECTED.needed },
  ];
}

function rotation({ collected, rotated }: Grant, every: number | undefined): Mark[] {
  const last = rotated?.at ?? collected?.at;
  return every === undefined || last === undefined
    ? []
    : [{ name: `rotate.${last}`, at: new Date(last).getTime() + every }];
}

/** The effects that bring the reminders about the secret up to date. */
export const reminders = ({ id, asked }: Grant) => asked.map((name) => notify('secret', id, name));
