import type { Finding } from './drift.ts';
import type { Drift, Reported } from './drift-record.ts';
import { driftEvent, isAdopted, isOpen, isSame, messagesOf, withState } from './drift-report.ts';
import { canRevert } from './drift-words.ts';
import { type AuditEvent, SYSTEM } from './effects.ts';
import { isRevertLost } from './revert-watch.ts';
import { type Moved, notAnAdmin, type Refused, refused, type Transition } from './transition.ts';

/** Who presses, and who may. `owners`: those of the live grants that act as the user. */
export type DriftMove = { by: string; admins: readonly string[]; owners: readonly string[]; now: Date };

/**
 * An admin accepts it as it is now: it is not reported again unless it changes. Nobody accepts what their own grant can
 * do beyond what was approved.
 */
export function adopt(drift: Drift, finding: string, { by, admins, owners, now }: DriftMove): Transition {
  const found = openFinding(drift, finding, { by, admins });
  if ('ok' in found) return found;
  if (owners.includes(by)) {
    return refused(
      'own_grant',
      `A grant of yours acts as ${drift.username}, so another admin has to accept this. You can revert it. Nothing was changed.`,
    );
  }
  return settle(drift, found, { how: 'adopted', by, now });
}

/** An admin wants it as it was: a job does that, and looks before it acts. */
export function askRevert(drift: Drift, finding: string, { by, admins, now }: DriftMove): Transition {
  const found = openFinding(drift, finding, { by, admins });
  if ('ok' in found) return found;
  if (!canRevert(found))
    return refused('not_open', 'Grantdesk cannot revert this: the message says what a person can do.');
  const run = drift.runs + 1;
  const { trouble: _past, ...rest } = found;
  const asked = withFinding({ ...drift, runs: run }, found, { ...rest, reverting: { by, at: now.toISOString(), run } });
  return {
    ok: true,
    drift: asked,
    events: [driftEvent(found, by, 'revert_asked', now)],
    effects: [{ kind: 'revert', drift: drift.id, finding: found.id, run }, ...messagesOf(drift, [found])],
  };
}

/** The finding that a job is still to revert; one delivered twice, or late, has nothing to do. */
export const toRevert = (drift: Drift, finding: string, run: number): Reported | undefined =>
  drift.findings.find(({ id, reverting, settled }) => id === finding && reverting?.run === run && !settled);

/** Keeps what the job has to know when it is tried again, and that it is alive. */
export function noteRevert(
  drift: Drift,
  found: Reported,
  note: Pick<NonNullable<Reported['reverting']>, 'begun' | 'operation'>,
  now: Date,
): Moved {
  const reverting = found.reverting && { ...found.reverting, ...note, heard: now.toISOString() };
  return { ok: true, drift: withFinding(drift, found, { ...found, reverting }), events: [], effects: [] };
}

/** Has whatever is to be reverted, and whose job is lost, done by a job anew. One that goes on after all does not count. */
export function resumeReverts(drift: Drift, now: Date): Moved {
  let runs = drift.runs;
  const again = drift.findings.map((found): Reported => {
    if (!found.reverting || !isRevertLost(found, now)) return found;
    runs += 1;
    return { ...found, reverting: { ...found.reverting, run: runs, heard: now.toISOString() } };
  });
  const resumed = again.filter((found, at) => found !== drift.findings[at]);
  return {
    ok: true,
    drift: withState({ ...drift, runs, findings: again }),
    events: resumed.map((found) => driftEvent(found, SYSTEM, 'revert_resumed', now)),
    effects: resumed.map(({ id, reverting }) => ({
      ...{ kind: 'revert' as const, drift: drift.id, finding: id, run: reverting?.run ?? runs },
    })),
  };
}

/** It is as it was recorded again. `note` says what was done for that. */
export function reverted(drift: Drift, found: Reported, note: string, now: Date): Moved {
  return settle(drift, found, { how: 'reverted', by: found.reverting?.by ?? SYSTEM, now, detail: { note } });
}

/** The API could not do it: the admins read why, and can press again. */
export function notReverted(drift: Drift, found: Reported, trouble: string, now: Date): Moved {
  const { reverting, ...rest } = found;
  return {
    ok: true,
    drift: withFinding(drift, found, { ...rest, trouble }),
    events: [driftEvent(found, reverting?.by ?? SYSTEM, 'revert_failed', now, { reason: trouble })],
    effects: messagesOf(drift, [found]),
  };
}

/** What the operator had reverted at the command line; a message about it says so. */
export function revertedByOperator(
  drift: Drift | undefined,
  finding: Finding,
  done: { by: string; now: Date; detail: AuditEvent['detail'] },
): Moved {
  const { by, now, detail } = done;
  const found = drift?.findings.find((known) => known.id === finding.id && isOpen(known));
  if (drift && found) return settle(drift, found, { how: 'reverted', by, now, detail });
  return { ok: true, drift, events: [driftEvent(finding, by, 'reverted', now, detail)], effects: [] };
}

/**
 * What the operator sets out to revert at the command line, or could not: part of it may be done then. Refused where an
 * admin has adopted it in the meantime.
 */
export function revertTriedByOperator(
  drift: Drift | undefined,
  finding: Finding,
  what: 'revert_asked' | 'revert_failed',
  { by, now, detail }: { by: string; now: Date; detail: AuditEvent['detail'] },
): Transition {
  const adopted = what === 'revert_asked' ? adoptedWords(drift, finding) : undefined;
  if (adopted !== undefined) return refused('not_open', adopted);
  return { ok: true, drift, events: [driftEvent(finding, by, what, now, detail)], effects: [] };
}

/** Says who has adopted it as it is; nothing where nobody has. */
export function adoptedWords(drift: Drift | undefined, finding: Finding): string | undefined {
  const settled = drift?.findings.find((known) => isAdopted(known) && isSame(known, finding))?.settled;
  return settled && settledWords(settled);
}

type Settling = { how: 'adopted' | 'reverted'; by: string; now: Date; detail?: AuditEvent['detail'] };

function settle(drift: Drift, found: Reported, { how, by, now, detail }: Settling): Moved {
  const { reverting: _done, trouble: _past, ...rest } = found;
  const settled = withFinding(drift, found, { ...rest, settled: { how, by, at: now.toISOString() } });
  return {
    ok: true,
    drift: settled,
    events: [driftEvent(found, by, how, now, detail)],
    effects: messagesOf(drift, [found]),
  };
}

const withFinding = (drift: Drift, before: Reported, after: Reported): Drift =>
  withState({ ...drift, findings: drift.findings.map((one) => (one === before ? after : one)) });

function openFinding(
  { findings }: Drift,
  id: string,
  { by, admins }: Pick<DriftMove, 'by' | 'admins'>,
): Reported | Refused {
  if (!admins.includes(by)) return notAnAdmin(admins);
  const found = findings.findLast((finding) => finding.id === id);
  if (!found) return refused('not_found', 'There is no such finding any more. Nothing was changed.');
  if (found.settled) return refused('not_open', `${settledWords(found.settled)} Nothing was changed.`);
  if (found.reverting) {
    return refused('not_open', `It is being reverted, as <@${found.reverting.by}> asked. Nothing was changed.`);
  }
  return found;
}

function settledWords({ how, by }: NonNullable<Reported['settled']>): string {
  if (how === 'gone') return 'It is not there any more.';
  return `${/^[UW]/.test(by) ? `<@${by}>` : 'The operator'} has ${how} it already.`;
}
