import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type HomeParts, homeFacts } from './use-cases/home.ts';
import { type HomePlace, keepPlace, keptPlace } from './use-cases/home-place.ts';
import { homeView } from './views/home.ts';

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
    const place = (await keptPlace(person, parts)) ?? otherwise;
    if (!place) return;
    await client.views.publish({ user_id: person, view: await homeAt(person, place, parts) });
  } catch (err) {
    parts.log.warn({ err }, 'A Home tab could not be brought up to date');
  }
}
