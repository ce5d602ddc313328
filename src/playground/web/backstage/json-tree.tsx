const OPEN_TO_DEPTH = 2;
const LONGEST_LIST = 100;

/** A value as JSON, whose objects and lists open and close. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string | undefined; depth?: number }) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="bs-json-line">
        <Name name={name} />
        <span className={`bs-json-${typeof value}`}>{value === undefined ? 'nothing' : JSON.stringify(value)}</span>
      </div>
    );
  }
  const entries = Object.entries(value);
  const [opening, closing] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div className="bs-json-line">
        <Name name={name} />
        {opening + closing}
      </div>
    );
  }
  return (
    <details className="bs-json" open={depth < OPEN_TO_DEPTH}>
      <summary>
        <Name name={name} />
        {opening}
        <span className="bs-json-size">
          {' '}
          {entries.length} {closing}
        </span>
      </summary>
      {entries.slice(0, LONGEST_LIST).map(([key, one]) => (
        <JsonTree key={key} name={key} value={one} depth={depth + 1} />
      ))}
      {entries.length > LONGEST_LIST && <p className="bs-json-size">and {entries.length - LONGEST_LIST} more</p>}
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="bs-json-name">{name}: </span>;
}
