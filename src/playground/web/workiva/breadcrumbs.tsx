import { type Go, type Place, wayTo } from './places.ts';

/** The way to the place that is shown, by the names that Grantdesk's messages use for it. */
export function Breadcrumbs({ place, go }: { place: Place; go: Go }) {
  const way = wayTo(place);
  return (
    <nav aria-label="Breadcrumbs" className="wk-crumbs">
      <ol>
        {way.map(({ label, to }, index) => (
          <li key={label}>
            {to && index < way.length - 1 ? (
              <button type="button" className="wk-link" onClick={() => go(to)}>
                {label}
              </button>
            ) : (
              <span aria-current={index === way.length - 1 ? 'page' : undefined}>{label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
