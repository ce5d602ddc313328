import type { World } from '../world.ts';
import type { Narrator } from './narrator.ts';
import { approveLessScene, approveScene, refuseOutsidersScene } from './scenes/approve.ts';
import { workScene } from './scenes/at-work.ts';
import { auditScene } from './scenes/audit-trail.ts';
import { askAgainScene, denyScene } from './scenes/deny.ts';
import { driftScene, revertScene } from './scenes/drift.ts';
import { reinstateScene, stopScene } from './scenes/emergency.ts';
import { escalateScene, remindScene } from './scenes/escalate.ts';
import { expireScene, renewScene, warnScene } from './scenes/expiry.ts';
import { collectScene, listScene } from './scenes/hand-over.ts';
import { narrowScene } from './scenes/narrowing.ts';
import { newSecretScene, transferScene } from './scenes/new-owner.ts';
import { grantScene, provisionScene } from './scenes/provision.ts';
import { requestScene } from './scenes/request.ts';
import { failScene, undoScene } from './scenes/undo.ts';

/**
 * Plays the main job from `/grant` to the expiry and the audit trail, through what Slack and Workiva offer to people. Throws on the first
 * thing that is not as it should be.
 */
export async function playJourney(world: World, tell: Narrator): Promise<void> {
  await requestScene(world, tell);
  await refuseOutsidersScene(world, tell);
  await approveLessScene(world, tell);
  await approveScene(world, tell);
  await provisionScene(world, tell);
  const clientId = await grantScene(world, tell);
  const known = await collectScene(world, tell, clientId);
  await listScene(world, tell, clientId);
  await workScene(world, tell, known);
  await denyScene(world, tell);
  await askAgainScene(world, tell);
  await remindScene(world, tell);
  await escalateScene(world, tell);
  await narrowScene(world, tell, known);
  await driftScene(world, tell);
  await revertScene(world, tell, known);
  await stopScene(world, tell, known);
  await reinstateScene(world, tell, known);
  await transferScene(world, tell);
  await newSecretScene(world, tell, known);
  await failScene(world, tell);
  await undoScene(world, tell);
  await warnScene(world, tell);
  await renewScene(world, tell, clientId);
  await expireScene(world, tell);
  await auditScene(world, tell);
}
