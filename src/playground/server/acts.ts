import { ApiError, SlackClientError } from '../slack/errors.ts';
import type { Act, ActAnswer, SlackAct, WorkivaAct, WorldAct } from './contract.ts';
import type { Playground } from './playground.ts';
import { actInSlack, clientSentence, RefusedAct } from './slack-acts.ts';
import type { Stage } from './stage.ts';
import { actInWorkiva } from './workiva-acts.ts';

/** The clock goes a little beyond the event, so that the next sweep finds it due. */
const BEYOND_MS = 1_000;

/** Does what somebody asks for, and answers what they are shown. */
export async function perform(playground: Playground, act: Act): Promise<ActAnswer> {
  const stage = playground.stage();
  try {
    if (isSlackAct(act)) return await actInSlack(stage.world.slack, act);
    if (isWorkivaAct(act)) return await inWorkiva(playground, stage, act);
    return await actOnWorld(playground, stage, act);
  } catch (error) {
    if (stage !== playground.stage()) return { ok: false, sentence: 'The playground was started over meanwhile.' };
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    return { ok: false, sentence };
  }
}

const isSlackAct = (act: Act): act is SlackAct => act.do.startsWith('slack.');
const isWorkivaAct = (act: Act): act is WorkivaAct => act.do.startsWith('workiva.');

async function inWorkiva({ hub }: Playground, stage: Stage, act: WorkivaAct): Promise<ActAnswer> {
  try {
    const answer = await actInWorkiva(stage.world.workiva, act);
    stage.backstage.readActivityLog();
    return answer;
  } catch (error) {
    throw new RefusedAct(error instanceof Error ? error.message : String(error));
  } finally {
    hub.changed();
  }
}

async function actOnWorld(playground: Playground, stage: Stage, act: WorldAct): Promise<ActAnswer> {
  switch (act.do) {
    case 'world.advance':
      stage.advance(act.ms);
      break;
    case 'world.toNextEvent':
      await toNextEvent(stage);
      break;
    case 'world.fault':
      stage.faults.set(act.fault, act.on);
      break;
    case 'world.killWorker':
      await stage.worker.kill();
      break;
    case 'world.startWorker':
      void stage.worker.start();
      break;
    case 'world.restartRedis':
      await stage.redis.restart();
      break;
    case 'world.startOver':
      await playground.startOver();
      break;
  }
  playground.hub.changed();
  return { ok: true };
}

async function toNextEvent(stage: Stage): Promise<void> {
  const next = await stage.backstage.nextEvent();
  if (!next) throw new RefusedAct('Nothing is due: no grant is live, and no request waits for a moment.');
  stage.advance(Math.max(0, Date.parse(next.at) - stage.timeline.clock.now().getTime()) + BEYOND_MS);
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof RefusedAct) return error.message;
  if (error instanceof SlackClientError) return clientSentence(error);
  if (error instanceof ApiError) return `Slack refuses this: ${error.message}.`;
  return undefined;
}
