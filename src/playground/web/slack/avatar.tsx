const HUES = 8;

/** A person's initials, on a colour of their own. */
export function Avatar({ name, id, small = false }: { name: string; id: string; small?: boolean }) {
  const initials = name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  const hue = [...id].reduce((sum, letter) => (sum * 11 + letter.charCodeAt(0)) % 1_009, 7) % HUES;
  return (
    <span className={small ? 'avatar small' : 'avatar'} data-hue={hue} data-initials={initials} aria-hidden="true" />
  );
}

/** Grantdesk's own icon: a key on a desk. */
export function AppIcon({ large = false }: { large?: boolean }) {
  return (
    <span className={large ? 'app-icon large' : 'app-icon'} aria-hidden="true">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
        <title>Grantdesk</title>
        <circle cx="8" cy="9.5" r="3.5" />
        <path d="M11.5 9.5H19M16.5 9.5v3M4 18h16" />
      </svg>
    </span>
  );
}
