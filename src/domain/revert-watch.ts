import type { Reported } from './drift-record.ts';
import { watch } from './provisioning.ts';

/** When the sweep is to look whether the job of a revert is lost: neither done nor brought to the admins. */
function watchedAt({ reverting, settled }: Reported): string | undefined {
  return reverting === undefined || settled ? undefined : watch(new Date(reverting.heard ?? reverting.at));
}

/** The first moment at which the job of one of these may be lost. */
export const revertsDueAt = (findings: readonly Reported[]): string | undefined =>
  findings.flatMap((found) => watchedAt(found) ?? []).sort()[0];

/** Whether nothing has been heard of a revert for so long that its job has to be taken for lost. */
export function isRevertLost(found: Reported, now: Date): boolean {
  const at = watchedAt(found);
  return at !== undefined && now >= new Date(at);
}
