import { runCli } from '../../../cli/program.ts';
import { withRedis } from '../../../cli/with-redis.ts';
import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';

const INSTALLATION = 'grantdesk';

/** An auditor verifies the trail, and finds an event that somebody has changed. */
export async function auditScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('20. The audit trail is verified');
  const sound = await verify(world, tell);
  tell.check(
    'every event of this journey is sealed into one whole chain',
    sound.said.includes('is sound from event 1'),
    sound,
  );

  tell.says('Somebody with access to Redis writes that Amir Admin, and not Finn Finance, had approved REQ-1.');
  const seq = await changeApproval(world);
  const changed = await verify(world, tell);
  tell.check(
    'an event that was changed is found, and named',
    changed.code === 1 && changed.said.includes(`changed: Event ${seq} `),
    changed,
  );
}

type Ended = { said: string; code: number };

/** Runs `npx grantdesk audit verify` as an operator does. */
async function verify(world: World, tell: Narrator): Promise<Ended> {
  const ended: Ended = { said: '', code: 0 };
  const hear = { write: (text: string) => (ended.said += text) };
  tell.does(PEOPLE.auditor, 'runs npx grantdesk audit verify');
  await runCli(
    {
      ...{ stdout: hear, stderr: hear, env: { REDIS_URL: world.redis.url }, installation: INSTALLATION },
      ...{ clock: world.clock, place: { host: 'playground', user: 'auditor' } },
      exit(code) {
        ended.code = code;
      },
      async *lines() {
        yield* [];
      },
    },
    ['audit', 'verify'],
  );
  tell.sees(PEOPLE.auditor, ended.said.trimEnd());
  return ended;
}

/** Changes the event of an approval where it is stored. Answers its number. */
function changeApproval(world: World): Promise<number> {
  return withRedis({ env: { REDIS_URL: world.redis.url }, installation: INSTALLATION }, async ({ redis, keys }) => {
    const entries = await redis.lrange(keys.audit, 0, -1);
    const at = entries.findIndex(
      (entry) => entry.includes('"request.approval_given"') && entry.includes(PEOPLE.finance),
    );
    const entry = entries[at] ?? '';
    await redis.lset(keys.audit, at, entry.replace(`"actor":"${PEOPLE.finance}"`, `"actor":"${PEOPLE.secondAdmin}"`));
    return at + 1;
  });
}
