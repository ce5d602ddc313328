import type { State } from './state.ts';

/**
 * The text of a command as Slack sends it where the manifest says `should_escape`: people and channels by their IDs, and
 * what would format as entities.
 */
export function escapeCommand(text: string, { people, channels }: Pick<State, 'people' | 'channels'>): string {
  const idOf = (among: ReadonlyMap<string, { id: string; name: string }>, name: string) =>
    [...among.values()].find((one) => one.name === name)?.id;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<!\S)@([\w.-]+)/g, (typed, name: string) => {
      const id = idOf(people, name);
      return id === undefined ? typed : `<@${id}|${name}>`;
    })
    .replace(/(?<!\S)#([\w.-]+)/g, (typed, name: string) => {
      const id = idOf(channels, name);
      return id === undefined ? typed : `<#${id}|${name}>`;
    });
}
