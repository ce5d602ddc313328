import { choose, defaultPreferences, type Preferences, preferencesOf, readChoice } from '../../domain/preferences.ts';
import type { Store } from '../../store/store.ts';
import { transact } from '../../store/transact.ts';
import type { UseCaseParts } from './parts.ts';

/** How somebody wants to be told that their grants expire. */
export async function preferencesFor(person: string, store: Store): Promise<Preferences> {
  return (await store.preferences(preferencesOf(person)))?.record ?? defaultPreferences(person);
}

/** Somebody chooses how they are told. `value` may be anything: it comes from a menu; what it is not changes nothing. */
export async function setPreference(
  person: string,
  value: string,
  { store, clock }: Pick<UseCaseParts, 'store' | 'clock'>,
): Promise<void> {
  const choice = readChoice(value);
  if (!choice) return;
  await transact(store, { preferences: preferencesOf(person) }, ({ preferences }) =>
    choose(preferences, person, choice, clock.now()),
  );
}
