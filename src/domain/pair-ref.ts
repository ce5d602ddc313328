/** One message about a pair: which grant takes the place of the other, when it is sent, and to whom. */
export type PairMessage = { grant: string; mark: 'start' | 'half' | 'day' | 'deadline'; owner: string };

/** Names it among all messages about the grant that is replaced, so that a new owner hears of it too. */
export const pairMessage = ({ grant, mark, owner }: PairMessage): string => `${grant}.${mark}.${owner}`;

/** Reads the name of one. */
export function readPairMessage(detail: string): PairMessage {
  const [grant = '', mark, owner = ''] = detail.split('.');
  return { grant, mark: mark === 'half' || mark === 'day' || mark === 'deadline' ? mark : 'start', owner };
}
