const PAGES: Record<string, [title: string, text: string]> = {
  '/': ['Workiva', 'The real address opens Workiva. Here, programs reach its API under /platform/v1 and /iam/v1.'],
  '/admin/security/provisioning': [
    'Organization Admin → Security → Provisioning',
    'On the real screen an Org Security Administrator chooses Add Identity or API → API Grant, fills in Client Name, ' +
      'Workspace, Workiva Username, Expires, Scopes and IP Restrictions, and presses Add Grant. Grants are edited and ' +
      'deleted there too.',
  ],
  '/profile/security': [
    'Profile → Security',
    'On the real screen a user sees the grants made for them. Actions → Regenerate shows a new secret, this once, ' +
      'and makes every earlier one invalid.',
  ],
};

/** The page at a path, as HTML, or undefined when there is none. */
export function pageAt(path: string): string | undefined {
  const page = PAGES[path];
  if (!page) return undefined;
  const [title, text] = page;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
<p>This is a stand-in of Workiva, not Workiva.</p>
<h1>${title}</h1>
<p>${text}</p>
</body>
</html>
`;
}
