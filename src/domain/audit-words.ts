import { GRANT_SENTENCES } from './audit-sentences-grant.ts';
import { REQUEST_SENTENCES } from './audit-sentences-request.ts';
import { OTHER_SENTENCES } from './audit-sentences-rest.ts';
import { type Telling, toldOf, valueInWords, type Wording } from './audit-told.ts';
import type { AuditEvent } from './effects.ts';

const SENTENCES: ReadonlyMap<string, Telling> = new Map(
  Object.entries({ ...REQUEST_SENTENCES, ...GRANT_SENTENCES, ...OTHER_SENTENCES }),
);

/** The actions that a sentence is written for: all that Grantdesk writes into the trail. */
export const actionsWithWords = (): string[] => [...SENTENCES.keys()];

/**
 * What happened, and through whom, in one sentence without its full stop. What an older or a newer Grantdesk has written
 * and this one has no sentence for is told by its name.
 */
export function eventInWords(event: Omit<AuditEvent, 'at'>, wording: Wording): string {
  const told = toldOf(event, wording);
  return SENTENCES.get(event.action)?.says(told) ?? `${actionInWords(event.action)}, by ${told.who}`;
}

function actionInWords(action: string): string {
  const words = action.replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A detail of an event that its sentence does not say. `digest`: it only helps to hold things against one another. */
export type DetailInWords = { label: string; entries: string[]; digest: boolean };

/** The details of an event with their labels; what is empty, or said in the sentence, is left out. */
export function detailInWords({ action, detail }: Omit<AuditEvent, 'at'>, wording: Wording): DetailInWords[] {
  const said = SENTENCES.get(action)?.said ?? [];
  return Object.entries(detail).flatMap(([key, value]) => {
    const entries = (Array.isArray(value) ? value : [value])
      .map((one) => valueInWords(key, one, wording))
      .filter((text) => text !== '');
    const isToldOf = said.includes(key) || entries.length === 0;
    return isToldOf ? [] : [{ label: LABELS[key] ?? labelOf(key), entries, digest: DIGESTS.has(key) }];
  });
}

const DIGESTS: ReadonlySet<string> = new Set(['policy', 'decidedUnder', 'digest', 'hash', 'sha256']);

const LABELS: Record<string, string> = {
  policy: 'SHA-256 of the policy',
  decidedUnder: 'SHA-256 of the policy in force',
  digest: 'SHA-256 of the report',
  hash: 'hash of that event',
  sha256: 'SHA-256 of the file',
  clientName: 'Client Name',
  clientId: 'client ID',
  ipRestrictions: 'IP Restrictions',
  scopes: 'Scopes',
  tasks: 'what it is to do',
  moreWhy: 'why more than the tasks need',
  permissions: 'permissions to give',
  expires: 'Expires',
  roles: 'roles',
  username: 'Workiva Username',
  userKind: 'integration user',
  rule: 'rule',
  why: 'because',
  stricterRule: 'rule of the policy that is stricter by now',
  stricterWhy: 'because',
  mayDecide: 'who could decide',
  less: 'less than asked for',
  dropped: 'approvals that no longer count',
  breakGlass: 'why it broke glass',
  reviewBy: 'to be approved by',
  note: 'what was done',
  text: 'in their words',
  reason: 'reason',
  where: 'where',
  changes: 'what changed',
};

const labelOf = (key: string) =>
  key.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
