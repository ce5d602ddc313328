import type { Fault, Known, Payload } from './limit.ts';

/** What a select begins with, by the property that says so. */
const INITIAL: Readonly<Record<string, keyof Known>> = {
  initial_user: 'isPerson',
  initial_users: 'isPerson',
  initial_channel: 'isChannel',
  initial_channels: 'isChannel',
  initial_conversation: 'isConversation',
  initial_conversations: 'isConversation',
};

/** People and conversations that a select begins with and that are not there. */
export function strangers({ nodes, known }: Payload): Fault[] {
  return nodes
    .filter(({ kind }) => kind === 'element')
    .flatMap(({ value, pointer }) =>
      Object.entries(INITIAL).flatMap(([property, isKnown]) => {
        const given = value[property];
        const ids = given === undefined ? [] : [given].flat();
        const stranger = ids.find((id) => !known[isKnown](String(id)));
        return stranger === undefined
          ? []
          : [{ pointer: `${pointer}/${property}`, message: `invalid value: there is no ${String(stranger)}` }];
      }),
    );
}
