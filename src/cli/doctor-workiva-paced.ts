import type { Config } from '../config.ts';
import type { Policy } from '../policy/schema.ts';
import { organizationFault, otherOrganization } from '../store/organization.ts';
import { createWorkivaPace } from '../store/workiva-pace.ts';
import { type Pace, UNPACED } from '../workiva/pace.ts';
import { type Finding, findings } from './doctor-findings.ts';
import { examineRefusals } from './doctor-refusals.ts';
import { examineWorkiva } from './doctor-workiva.ts';
import type { StoreIo } from './io.ts';
import { UnusableError } from './run-with.ts';
import { type Opened, withRedis } from './with-redis.ts';

const area = findings('Workiva');

/**
 * Looks at Workiva at the pace of the installation, so that nothing is taken from what is being provisioned. Where Redis
 * is away nobody else calls Workiva either, and it is looked at without.
 */
export async function examineWorkivaPaced(
  io: StoreIo,
  { workiva }: Pick<Config, 'workiva'>,
  policy: Policy | undefined,
): Promise<Finding[]> {
  const examine = (pace: Pace) => examineWorkiva({ workiva, policy, clock: io.clock, pace });
  if (workiva.access === 'none') return examine(UNPACED);
  try {
    return await withRedis(io, async ({ redis, store }) => {
      const pace = createWorkivaPace(redis, io.installation, { perSecond: workiva.perSecond });
      return [
        ...(await examineStored(io, redis, workiva.organizationId)),
        ...(await examine(whileThere(pace))),
        ...(await examineRefusals(store)),
      ];
    });
  } catch (error) {
    if (error instanceof UnusableError) return examine(UNPACED);
    throw error;
  }
}

/** Grantdesk refuses to start where what is stored is about another organization. */
async function examineStored(
  { installation }: StoreIo,
  redis: Opened['redis'],
  organizationId: string,
): Promise<Finding[]> {
  const kept = await otherOrganization(redis, installation, organizationId);
  return kept === undefined ? [] : [area.fault(organizationFault(kept))];
}

/** That Redis has gone while the doctor looks, what is said of Redis shows; Workiva is looked at all the same. */
const whileThere = (pace: Pace): Pace => ({
  turn: (withinMs) => pace.turn(withinMs).catch(() => UNPACED.turn(withinMs)),
  slowDown: (at, forMs) => pace.slowDown(at, forMs).catch(() => undefined),
});
