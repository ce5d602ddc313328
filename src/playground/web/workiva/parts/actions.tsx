import { Menu } from '../../shell/menu.tsx';

/** One thing that can be done to a row. */
export type Action = { label: string; danger?: boolean; choose: () => void };

/** The menu at the end of a row. `of` says which row: "Finance Close | nightly export". */
export function Actions({ of, actions }: { of: string; actions: readonly Action[] }) {
  const items = actions.map(({ label, danger = false, choose }) => ({
    key: label,
    content: danger ? <span className="wk-danger-text">{label}</span> : label,
    choose,
  }));
  return (
    <Menu label={`Actions for ${of}`} className="button small" items={items} end>
      Actions
      <span aria-hidden="true" className="wk-caret" />
    </Menu>
  );
}
