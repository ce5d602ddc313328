import { randomBytes } from 'node:crypto';
import { grantScreens, grantTargets } from './grant-screens.ts';
import { memberScreens } from './member-screens.ts';
import { peopleScreens } from './people-screens.ts';
import { byHand, signedIn } from './screen-access.ts';
import type { Screens } from './screen-types.ts';
import { hashOf } from './tokens.ts';
import type { World } from './world.ts';

/** Makes the screens of a world. Every method reads the world anew. */
export function createScreens(world: World): Screens {
  return {
    ...grantScreens(world),
    ...peopleScreens(world),
    ...memberScreens(world),
    profile: (username) => profileOf(world, username),
  };
}

function profileOf(world: World, username: string): ReturnType<Screens['profile']> {
  const user = signedIn(world, username);
  const own = () => world.grants.filter(({ userId }) => userId === user.id);
  return {
    grants: own().map(({ clientId, clientName }) => ({ clientId, clientName })),
    regenerate(clientId) {
      const grant = own().find((candidate) => candidate.clientId === clientId);
      if (!grant) throw new Error('You have no such grant. Only its own user can see the secret of a grant.');
      const secret = randomBytes(32).toString('base64url');
      grant.secretHash = hashOf(secret);
      world.log.write('apiGrant.secretRegenerate', byHand(user), grantTargets(world, grant));
      return secret;
    },
  };
}
