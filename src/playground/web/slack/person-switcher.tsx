import type { PersonView } from '../../server/contract.ts';
import { Menu } from '../shell/menu.tsx';
import { Avatar } from './avatar.tsx';

type SwitcherProps = { me: PersonView; people: readonly PersonView[]; choose(id: string): void };

/** Who sits in front of a pane, and who else could. */
export function PersonSwitcher({ me, people, choose }: SwitcherProps) {
  const items = people.map((person) => ({
    key: person.id,
    checked: person.id === me.id,
    content: (
      <>
        <Avatar name={person.name} id={person.id} />
        <span className="person-words">
          <strong>{person.name}</strong>
          <span className="person-role">{person.role}</span>
        </span>
      </>
    ),
    choose: () => choose(person.id),
  }));
  return (
    <Menu menuLabel="Switch person" className="person-switcher" items={items}>
      <Avatar name={me.name} id={me.id} />
      <span className="person-words">
        <strong>{me.name}</strong>
        <span className="person-role">{me.role}</span>
      </span>
      <span className="unseen">: switch person</span>
      <span className="chevron" aria-hidden="true" />
    </Menu>
  );
}
