const RECORD = /^(?:REQ|GRANT)-\d+$/i;

/** Makes the test that the drawer's filter stands for: any of some records by their IDs, or a piece of text. */
export function matcher(filter: string): (item: unknown) => boolean {
  const terms = filter.trim().split(/\s+/).filter(Boolean);
  if (terms.length === 0) return () => true;
  if (terms.every((term) => RECORD.test(term))) {
    // REQ-1 is not in REQ-10.
    const ids = new RegExp(`\\b(?:${terms.join('|')})(?!\\d)`, 'i');
    return (item) => ids.test(JSON.stringify(item));
  }
  const wanted = filter.trim().toLowerCase();
  return (item) => JSON.stringify(item).toLowerCase().includes(wanted);
}
