import type { Grant } from './records.ts';

type Offer = NonNullable<Grant['transfer']>;

/** Names the messages of one offer among all about a grant: to whom, and when (ms). */
export const offerName = ({ to, at }: Pick<Offer, 'to' | 'at'>): string => `${to}.${Date.parse(at)}`;

/** To whom the offer of a message was made. */
export const offeredTo = (name: string): string => name.split('.')[0] ?? '';
