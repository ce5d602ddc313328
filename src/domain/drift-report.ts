import { type Finding, shortened } from './drift.ts';
import { type Drift, driftId, type Heard, type Reported } from './drift-record.ts';
import { findingWords } from './drift-words.ts';
import { type AuditEvent, type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import type { OutsideChange } from './outside.ts';
import { revertsDueAt } from './revert-watch.ts';
import type { Moved } from './transition.ts';

/** Of what is settled, so many messages are kept for showing it. */
const KEPT_ROUNDS = 20;

/** Whether the admins have still to say what becomes of a finding. */
export const isOpen = ({ settled }: Reported): boolean => settled === undefined;

/** What was adopted stays accepted for as long as it is as it was then. */
export const isAdopted = ({ settled, over }: Reported): boolean => settled?.how === 'adopted' && !over;

const isCompared = ({ kind }: Reported): boolean => kind !== 'outside';

const isStanding = (finding: Reported): boolean => isOpen(finding) || isAdopted(finding);

/** Whether it is about the same thing, and that is still as it was. */
export const isSame = (one: Finding, other: Finding): boolean => one.id === other.id && one.is === other.is;

/** The findings that nobody has adopted as they are. */
export const notAdopted = (findings: readonly Finding[], drift: Drift | undefined): Finding[] =>
  findings.filter((finding) => !drift?.findings.some((known) => isAdopted(known) && isSame(known, finding)));

/** What a look at one user has shown, and what Workiva's activity log has told about it. */
export type Look = {
  username: string;
  findings: readonly Finding[];
  changes?: readonly OutsideChange[];
  /** The grants that act as it, which a change of the user is about too. */
  grants?: readonly string[];
  now: Date;
};

/**
 * Takes in what a look has shown: what is new is told to the admins in a message of its own, each finding once; what is
 * not there any more is settled by itself. What was adopted is left out for as long as it stays as it was.
 */
export function report(drift: Drift | undefined, { username, findings, changes = [], grants = [], now }: Look): Moved {
  const before = drift ?? newDrift(username);
  const seen = before.findings.map((known) => afterLook(known, findings, now));
  const compared = findings.filter((finding) => !seen.some((known) => isStanding(known) && isSame(known, finding)));
  const gone = seen.filter((known, at) => known !== before.findings[at]);
  const shown = compared.length > 0 ? before.round + 1 : [...gone, ...seen.filter(isOpen)].findLast(isCompared)?.round;
  const told = toldBy(changes, { drift: before, grants }, shown);
  const fresh = [...compared, ...told.findings];
  if (fresh.length === 0 && gone.length === 0 && told.heard.length === 0) return unchanged(drift);

  const round = before.round + (fresh.length > 0 ? 1 : 0);
  const reported = fresh.map((finding): Reported => ({ ...finding, round, foundAt: now.toISOString() }));
  const after = pruned({
    ...before,
    round,
    findings: [...seen, ...reported],
    heard: [...before.heard, ...told.heard],
  });
  return {
    ok: true,
    drift: after,
    events: [
      ...gone.map((finding) => driftEvent(finding, SYSTEM, 'gone', now)),
      ...reported.map((finding) => driftEvent(finding, SYSTEM, 'found', now)),
    ],
    effects: messagesOf(after, [...gone, ...reported, ...told.heard]),
  };
}

/** A revert that was asked of an earlier version has no moment yet at which its job counts as lost. */
function unchanged(drift: Drift | undefined): Moved {
  const isWatched = drift?.dueAt === revertsDueAt(drift?.findings ?? []);
  return { ok: true, drift: drift && !isWatched ? withState(drift) : drift, events: [], effects: [] };
}

function newDrift(username: string): Drift {
  return { id: driftId(username), state: 'settled', username, round: 0, runs: 0, findings: [], heard: [] };
}

/** A finding that somebody is having reverted is settled by the job that does it. */
function afterLook(known: Reported, findings: readonly Finding[], now: Date): Reported {
  const isThere = findings.some((finding) => isSame(finding, known));
  if (!isCompared(known) || !isStanding(known) || isThere || known.reverting) return known;
  if (isAdopted(known)) return { ...known, over: true };
  return { ...known, settled: { how: 'gone', by: SYSTEM, at: now.toISOString() } };
}

/**
 * What was done to a user explains what a look has shown, in the message `shown` about that. What no comparison shows is
 * a finding of its own: whatever was done to a grant, and what was undone before anybody looked.
 */
function toldBy(
  changes: readonly OutsideChange[],
  { drift, grants }: { drift: Drift; grants: readonly string[] },
  shown: number | undefined,
) {
  const known = new Set([...drift.heard, ...drift.findings].map(({ id }) => id));
  const heard: Heard[] = [];
  const findings: Finding[] = [];
  for (const change of changes) {
    const id = outsideId(change);
    const { about, at, performer, what } = change;
    if (known.has(id)) continue;
    known.add(id);
    if (shown === undefined || about.grant !== undefined || about.clientId !== undefined) {
      findings.push({ ...outsideFinding(change, drift.username, grants), id });
    } else heard.push({ id, round: shown, at, who: performer.name, what });
  }
  return { heard, findings };
}

/** Two things that were done at the same moment differ in what they were done to. */
const outsideId = ({ alias, at, about, targets = [] }: OutsideChange): string =>
  ['outside', alias, at, about.grant ?? about.clientId ?? targets.join(' ')].map(shortened).join('|');

function outsideFinding(
  { what, at, performer, about }: OutsideChange,
  username: string,
  grants: readonly string[],
): Omit<Finding, 'id'> {
  const target = about.grant ?? (about.clientId === undefined ? `“${username}”` : `the grant ${about.clientId}`);
  const when = at.slice(0, 16).replace('T', ' ');
  return {
    kind: 'outside',
    username,
    is: `${performer.name} did “${what}” in Workiva, about ${target}, on ${when} UTC, and not through Grantdesk.`,
    grants: about.grant === undefined ? [...grants] : [about.grant],
  };
}

/** Keeps all that still counts, and of the rest what the latest messages show. */
function pruned(drift: Drift): Drift {
  const since = drift.round - KEPT_ROUNDS;
  const findings = drift.findings.filter((finding) => isStanding(finding) || finding.round > since);
  const rounds = new Set(findings.map(({ round }) => round));
  return withState({ ...drift, findings, heard: drift.heard.filter(({ round }) => rounds.has(round)) });
}

/** Open for as long as one of its findings is, and due when the job that reverts one may be lost. */
export const withState = (drift: Drift): Drift => ({
  ...drift,
  state: drift.findings.some(isOpen) ? 'open' : 'settled',
  dueAt: revertsDueAt(drift.findings),
});

/** The effects that post the messages of these findings, or bring them up to date. */
export function messagesOf({ id }: Drift, of: readonly Pick<Heard, 'round'>[]): Effect[] {
  return [...new Set(of.map(({ round }) => round))].map((round) => notify('drift', id, String(round)));
}

/** What happened to a finding; it is found under the user's drift and under the grants that it is about. */
export function driftEvent(
  finding: Finding,
  by: string,
  what: 'found' | 'adopted' | 'revert_asked' | 'revert_resumed' | 'revert_failed' | 'reverted' | 'gone',
  now: Date,
  detail: AuditEvent['detail'] = {},
): AuditEvent {
  const about = [driftId(finding.username), ...finding.grants].map((id) => ({ id }));
  const words = findingWords(finding).replace(/\.$/, '');
  return eventAbout(about, by, `drift.${what}`, now, { what: words, ...detail });
}
