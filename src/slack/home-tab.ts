import { randomUUID } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type HomeParts, homeFacts } from './use-cases/home.ts';
import { type HomePlace, keepPlace, keptPlace } from './use-cases/home-place.ts';
import { homeView } from './views/home.ts';

/** How long, in ms, a turn to publish is remembered: far longer than one takes. */
const TURN_MS = 60_000;

/** Bounded, because two that keep overtaking each other would otherwise publish for ever. */
const MOST_TURNS = 2;

/** The Home tab of a person at a place of theirs, where they are from then on. */
export async function homeAt(person: string, place: HomePlace, parts: HomeParts): Promise<HomeView> {
  const [facts] = await Promise.all([homeFacts(person, place, parts), keepPlace(person, place, parts)]);
  return homeView(facts);
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
    for (let turn = 1; turn <= MOST_TURNS && !(await isPublishedLast(person, client, parts)); turn++);
  } catch (err) {
    parts.log.warn({ err }, 'A Home tab could not be brought up to date');
  }
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
