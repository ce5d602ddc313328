import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { UNAVAILABLE } from './answer.ts';
import { type HomeParts, homeFacts } from './use-cases/home.ts';
import { FIRST_PAGES, type HomePlace, keepPlace, keptPlace } from './use-cases/home-place.ts';
import { homeNotice, homeView } from './views/home.ts';

/** How long, in ms, a turn to publish is remembered: far longer than one takes. */
const TURN_MS = 60_000;

/** Bounded, because those that keep overtaking each other would otherwise publish for ever. */
const MOST_TURNS = 5;

/**
 * Publishes the Home tab that somebody opens, which begins at its first pages. Where it cannot be read, the tab says so. It
 * is logged when not even that can be published.
 */
export async function openHome(person: string, client: WebClient, parts: HomeParts): Promise<void> {
  const { log } = parts;
  try {
    await keepPlace(person, FIRST_PAGES, parts);
    await publishInTurn(person, client, parts);
  } catch (err) {
    log.error({ err }, 'A Home tab could not be opened');
    try {
      await client.views.publish({ user_id: person, view: homeNotice(UNAVAILABLE) });
    } catch (err) {
      log.warn({ err }, 'A Home tab could not be published');
    }
  }
}

/**
 * Publishes a person's Home tab anew where they have opened it of late. `otherwise` is where they are if they have not.
 * Never throws: the tab shows all of it when it is opened the next time.
 */
export async function refreshHome(
  person: string,
  client: WebClient,
  parts: HomeParts,
  otherwise?: HomePlace,
): Promise<void> {
  try {
    if (otherwise && !(await keptPlace(person, parts))) await keepPlace(person, otherwise, parts);
    await publishInTurn(person, client, parts);
  } catch (err) {
    parts.log.warn({ err }, 'A Home tab could not be brought up to date');
  }
}

async function publishInTurn(person: string, client: WebClient, parts: HomeParts): Promise<void> {
  for (let turn = 1; turn <= MOST_TURNS && !(await isPublishedLast(person, client, parts)); turn++);
}

/** Answers false when somebody else began meanwhile: what they have published may be newer, and was then overwritten. */
async function isPublishedLast(person: string, client: WebClient, parts: HomeParts): Promise<boolean> {
  const { store } = parts;
  const [turns, mine] = [`home-turn:${person}`, randomUUID()];
  await store.keep(turns, mine, TURN_MS);
  const place = await keptPlace(person, parts);
  if (!place) return true;
  await client.views.publish({ user_id: person, view: homeView(await homeFacts(person, place, parts)) });
  return (await store.kept(turns)) === mine;
}
