import { z } from 'zod';
import type { AuditEvent } from './effects.ts';

/** When all warnings of a day come as one message: always, only when they are many, or never. */
export const DigestChoice = z.enum(['always', 'many', 'never']);
export type DigestChoice = z.infer<typeof DigestChoice>;

/** Where somebody is warned and reminded: in a direct message, or in the requests channel, where they are named. */
export const WarningPlace = z.enum(['direct', 'channel']);
export type WarningPlace = z.infer<typeof WarningPlace>;

export const Preferences = z.object({
  /** `PREFERENCES-` and the person whose they are. */
  id: z.string(),
  state: z.literal('set'),
  digest: DigestChoice,
  warnings: WarningPlace,
  /** Preferences never wait for a moment; every record can. */
  dueAt: z.undefined().optional(),
});
/** How somebody wants to be told what their grants, and their reviews, need. */
export type Preferences = z.infer<typeof Preferences>;

/** Where preferences can go. */
export const NEXT_PREFERENCES = { set: ['set'] } as const;

/** The id of somebody's preferences. */
export const preferencesOf = (person: string): string => `PREFERENCES-${person}`;

/** Whether a text has the form of the id of preferences. */
export const isPreferencesId = (id: string): boolean => id.startsWith('PREFERENCES-');

/** What holds for whoever has chosen nothing. */
export const defaultPreferences = (person: string): Preferences => ({
  id: preferencesOf(person),
  state: 'set',
  digest: 'many',
  warnings: 'direct',
});

/** One thing that somebody chooses. */
export type Choice = Partial<Pick<Preferences, 'digest' | 'warnings'>>;

/** What an option of the Home tab carries, for example "digest.never". */
export function choiceValue(choice: Choice): string {
  return choice.digest === undefined ? `warnings.${choice.warnings}` : `digest.${choice.digest}`;
}

/** Reads what an option carries, which may be anything. */
export function readChoice(value: string): Choice | undefined {
  const [what, chosen] = value.split('.');
  if (what === 'digest') {
    const digest = DigestChoice.safeParse(chosen);
    return digest.success ? { digest: digest.data } : undefined;
  }
  const warnings = WarningPlace.safeParse(chosen);
  return what === 'warnings' && warnings.success ? { warnings: warnings.data } : undefined;
}

/** Preferences after a choice, and what is written with them. */
export type PreferencesMoved = { ok: true; preferences: Preferences; events: AuditEvent[]; effects: [] };

/** Somebody chooses how they are told. What they have chosen already changes nothing. */
export function choose(current: Preferences | undefined, person: string, choice: Choice, now: Date): PreferencesMoved {
  const before = current ?? defaultPreferences(person);
  const after = { ...before, ...choice };
  const isSame = after.digest === before.digest && after.warnings === before.warnings;
  if (isSame) return { ok: true, preferences: before, events: [], effects: [] };
  const { digest, warnings } = after;
  const event = {
    at: now.toISOString(),
    actor: person,
    action: 'preferences.changed',
    subjects: [person],
    detail: { digest, warnings },
  };
  return { ok: true, preferences: after, events: [event], effects: [] };
}
