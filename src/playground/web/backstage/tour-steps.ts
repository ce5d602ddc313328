/** One step of the tour: who acts, what they do, and where to look. `later` is what is left, and `laterWhere`
 * where, once it is half done. */
export type TourStep = { title: string; who: string; what: string; where: string; later?: string; laterWhere?: string };

/** The seven steps, from a request to a warning before the grant ends. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'Ask for a grant',
    who: 'Ana, an engineer',
    what: 'Type /grant into the message box and press Enter. The form opens at once.',
    where: 'Slack of Ana Engineer, at the bottom',
  },
  {
    title: 'Fill in the form and send it',
    who: 'Ana, an engineer',
    what: 'Choose “Write spreadsheets”, which fills in its scopes, and Finance Close, so that two people have to approve. A mistake is shown at its own field.',
    where: 'The form in Ana’s Slack',
  },
  {
    title: 'Approve it, twice',
    who: 'Finn of Finance, then Ada the admin',
    what: 'Finn presses Approve in #workiva-requests, or Approve with less to take something away. What will happen? says what it leads to in Workiva, and Why? which rule asks for him.',
    where: '#workiva-requests in Finn’s Slack',
    later:
      'One approval is given. Switch Finn’s Slack to Ada Admin, with the name at its top, and approve the second stage.',
    laterWhere: '#workiva-requests in Ada’s Slack',
  },
  {
    title: 'Watch it being prepared',
    who: 'Grantdesk, by itself',
    what: 'It makes the user, the membership and the roles in Workiva, one job each; Ana’s card says how long each took. Open Backstage to see every job and every call.',
    where: 'Backstage → Jobs, and Ana’s card in Slack',
  },
  {
    title: 'Do what only a person can do',
    who: 'Ada, an Org Security Admin',
    what: 'In Workiva: Security → Provisioning → Add Identity or API → API Grant. Paste the values of the message in #workiva-admins, and press Add Grant.',
    where: 'Workiva, signed in as ada.admin',
    later:
      'Workiva shows the client ID. Copy it, press Done under the task in Ada’s #workiva-admins, and paste it there.',
    laterWhere: '#workiva-admins in Ada’s Slack',
  },
  {
    title: 'Collect the secret',
    who: 'Ana, as the integration’s own user',
    what: 'In Workiva, sign in as the integration user: Your profile → Security → Actions → Regenerate. Nobody else can ever see the secret.',
    where: 'Workiva, “Signed in as” at the top',
    later:
      'The secret has passed through neither Slack nor Grantdesk. Press Collected in Ana’s messages. Actions → Use the grant lets the integration work; /grant show GRANT-1 then says when it last did.',
    laterWhere: 'Slack of Ana Engineer, Grantdesk',
  },
  {
    title: 'Let time pass',
    who: 'You, at the clock',
    what: 'Press To the next event, or +30 days, until Ana is warned that the grant ends. Renew is one button.',
    where: 'The bar at the bottom, then Ana’s Slack',
  },
];
