import { eventAbout, SYSTEM } from './effects.ts';
import { watch } from './provisioning.ts';
import type { Grant } from './records.ts';
import type { Moved, Transition } from './transition.ts';

/** Whether a suspension, or a reinstatement, is still to be carried over into Workiva by a job. */
export function isUnderWay({ suspension }: Pick<Grant, 'suspension'>): boolean {
  return suspension !== undefined && suspension.enforced === undefined && suspension.trouble === undefined;
}

/** When the sweep is to look whether the job of a suspension is lost: neither done nor given to the admins. */
function watchedAt({ suspension }: Pick<Grant, 'suspension'>): string | undefined {
  if (!suspension || !isUnderWay({ suspension })) return undefined;
  return watch(new Date(suspension.requeued?.at ?? suspension.lifted?.at ?? suspension.at));
}

/** Has the sweep look at a grant in time to notice that the job of its suspension is lost. */
export function watched<Of extends Grant>(grant: Of): Of {
  const dueAt = [grant.dueAt, watchedAt(grant)].flatMap((at) => at ?? []).sort()[0];
  return dueAt === grant.dueAt ? grant : { ...grant, dueAt };
}

/** The same for the grant of a move. */
export function heedSuspension(moved: Transition): Transition {
  return moved.ok && moved.grant ? { ...moved, grant: watched(moved.grant) } : moved;
}

/** Whether nothing has been heard of a suspension for so long that its job has to be taken for lost. */
export function isLost(grant: Grant, now: Date): boolean {
  const at = watchedAt(grant);
  return at !== undefined && now >= new Date(at);
}

/**
 * Something is about to be done that may activate the user of a stopped grant in Workiva: what was said about it holds no
 * more, and the sweep has it suspended again, unless that is done before.
 */
export function unsettle(grant: Grant, now: Date): Moved {
  const { suspension } = grant;
  if (!suspension?.enforced || suspension.lifted) return { ok: true, grant, events: [], effects: [] };
  const { enforced: _past, ...standing } = suspension;
  const requeued = requeuedNow(grant, now);
  return { ok: true, grant: watched({ ...grant, suspension: { ...standing, requeued } }), events: [], effects: [] };
}

const requeuedNow = ({ suspension }: Grant, now: Date) => ({
  at: now.toISOString(),
  times: (suspension?.requeued?.times ?? 0) + 1,
});

/** Queues the job of a suspension again. One that goes on after all does no harm: it looks before it acts. */
export function resumeSuspension(grant: Grant, now: Date): Moved {
  const { suspension } = grant;
  if (!suspension || !isLost(grant, now)) return { ok: true, grant, events: [], effects: [] };
  const requeued = requeuedNow(grant, now);
  const what = suspension.lifted ? 'reinstatement' : 'suspension';
  return {
    ok: true,
    grant: { ...grant, suspension: { ...suspension, requeued } },
    events: [eventAbout([grant], SYSTEM, `grant.${what}_resumed`, now, {})],
    effects: [{ kind: 'suspend', grant: grant.id, run: suspension.run, again: requeued.times }],
  };
}
