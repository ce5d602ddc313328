import { z } from 'zod';

/** What the menu of a grant in the Home tab offers. */
export const MenuVerb = z.enum(['change', 'lost', 'leaked', 'replace', 'revoke']);
export type MenuVerb = z.infer<typeof MenuVerb>;

/** What an entry of the menu carries, for example "revoke.GRANT-57". */
export const menuValue = (verb: MenuVerb, grant: string): string => `${verb}.${grant}`;

/** Reads what an entry carries, which may be anything. */
export function readMenuValue(value: string): { verb: MenuVerb; grant: string } | undefined {
  const [word, grant = ''] = value.split('.');
  const verb = MenuVerb.safeParse(word);
  return verb.success ? { verb: verb.data, grant } : undefined;
}
