import { type KeyboardEvent, type ReactNode, useId } from 'react';

type TabsProps<Tab extends string> = {
  label: string;
  tabs: readonly { id: Tab; label: ReactNode }[];
  selected: Tab;
  onSelect: (tab: Tab) => void;
  children: ReactNode;
  className?: string;
};

/** Tabs and the panel of the selected one. Left and right move between them. */
export function Tabs<Tab extends string>(props: TabsProps<Tab>) {
  const { label, tabs, selected, onSelect, children, className } = props;
  const id = useId();
  const move = (event: KeyboardEvent) => {
    const here = tabs.findIndex((tab) => tab.id === selected);
    const targets: Record<string, number> = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    const target = targets[event.key];
    const tab = target === undefined ? undefined : tabs.at(target % tabs.length);
    if (!tab) return;
    event.preventDefault();
    onSelect(tab.id);
    document.getElementById(`${id}-${tab.id}`)?.focus();
  };
  return (
    <div className={className}>
      <div role="tablist" aria-label={label} className="tabs-list" onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
            data-tour={`tab-${tab.id}`}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${selected}`} className="tabs-panel">
        {children}
      </div>
    </div>
  );
}
