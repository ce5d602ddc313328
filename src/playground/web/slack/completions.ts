import type { SlackSnapshot } from '../../server/contract.ts';

/** Something that the message box can complete. */
export type Completion = { insert: string; shown: string; rest: string; description: string };

/** What can follow what has been typed: the commands, and the words that a command's usage hint names. */
export function completionsFor(typed: string, commands: SlackSnapshot['commands']): Completion[] {
  if (!typed.startsWith('/')) return [];
  const wanted = typed.toLowerCase();
  return commands
    .flatMap(completionsOf)
    .filter(({ insert }) => insert.startsWith(wanted) && insert.trim() !== wanted.trim());
}

function completionsOf({ command, description, usageHint }: SlackSnapshot['commands'][number]): Completion[] {
  const words = usageHint.split('|').map((word) => word.trim());
  return [
    { insert: command, shown: command, rest: usageHint, description },
    ...words.filter(Boolean).map((word) => {
      const verb = word
        .split(/\s+/)
        .filter((part) => /^[a-z-]+$/.test(part))
        .join(' ');
      const rest = word.slice(verb.length).trim();
      return { insert: `${command} ${verb}${rest ? ' ' : ''}`, shown: `${command} ${verb}`, rest, description: '' };
    }),
  ];
}
