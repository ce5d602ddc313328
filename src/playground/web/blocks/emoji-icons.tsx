import type { ReactNode } from 'react';

const tick = <path d="m7 12.5 3.5 3.5L17 9" stroke="#fff" />;
const glass = (
  <>
    <path d="M7 4h10M7 20h10" />
    <path d="M8 4v3.5l8 9V20M16 4v3.5l-8 9V20" />
  </>
);

/** The emoji that Grantdesk uses, drawn, so that they look the same on machines without a font of emoji. */
const ICONS: Record<string, { colour: string; drawing: ReactNode }> = {
  white_check_mark: {
    colour: 'green',
    drawing: [<rect key="box" className="fill" x="3" y="3" width="18" height="18" rx="4" />, <g key="tick">{tick}</g>],
  },
  x: { colour: 'red', drawing: <path d="m6 6 12 12M18 6 6 18" strokeWidth="3" /> },
  no_entry: {
    colour: 'red',
    drawing: [
      <circle key="disc" className="fill" cx="12" cy="12" r="9" />,
      <path key="bar" d="M7 12h10" stroke="#fff" strokeWidth="3" />,
    ],
  },
  warning: { colour: 'amber', drawing: <path d="M12 4 2.5 20h19zM12 10v4.5M12 17.3v.1" /> },
  white_circle: { colour: 'grey', drawing: <circle cx="12" cy="12" r="8" /> },
  hourglass: { colour: 'amber', drawing: glass },
  hourglass_flowing_sand: { colour: 'amber', drawing: glass },
  raising_hand: {
    colour: 'amber',
    drawing: [
      <circle key="head" cx="11" cy="10" r="3.5" />,
      <path key="arms" d="M4.5 21c.5-4.5 3-6.5 6.5-6.5s6 2 6.5 6.5M19.5 3v6.5l-3.5 6" />,
    ],
  },
  heavy_plus_sign: { colour: 'amber', drawing: <path d="M12 5v14M5 12h14" strokeWidth="3" /> },
  left_right_arrow: { colour: 'blue', drawing: <path d="M3.5 12h17M7.5 8l-4 4 4 4M16.5 8l4 4-4 4" /> },
  leftwards_arrow_with_hook: { colour: 'grey', drawing: <path d="M8 8h8a4.5 4.5 0 0 1 0 9h-4M11.5 4 7.5 8l4 4" /> },
  bell: { colour: 'amber', drawing: <path d="M6 17V11a6 6 0 0 1 12 0v6zM4 17h16M10.5 20.5h3" /> },
  alarm_clock: {
    colour: 'red',
    drawing: [<circle key="face" cx="12" cy="13" r="7.5" />, <path key="hands" d="M12 9v4l3 2M5 4 3 6M19 4l2 2" />],
  },
  lock: { colour: 'amber', drawing: <path d="M5.5 11h13v9h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" /> },
  key: {
    colour: 'amber',
    drawing: [<circle key="bow" cx="8" cy="12" r="4" />, <path key="bit" d="M12 12h9M18 12v4" />],
  },
  rotating_light: {
    colour: 'red',
    drawing: <path d="M6.5 19v-6a5.5 5.5 0 0 1 11 0v6zM4 19h16M12 3V5M4.5 6 6 7.5M19.5 6 18 7.5" />,
  },
  octagonal_sign: { colour: 'red', drawing: <path className="fill" d="M8 3h8l5 5v8l-5 5H8l-5-5V8z" /> },
  information_source: {
    colour: 'blue',
    drawing: [<circle key="disc" cx="12" cy="12" r="8.5" />, <path key="i" d="M12 11v5M12 8v.1" />],
  },
  arrows_counterclockwise: {
    colour: 'blue',
    drawing: <path d="M19 12a7 7 0 0 1-12.5 4.3M5 12a7 7 0 0 1 12.5-4.3M17.5 4v4h-4M6.5 20v-4h4" />,
  },
  speech_balloon: { colour: 'blue', drawing: <path d="M4 5h16v11h-9l-4.5 4v-4H4z" /> },
  arrow_forward: { colour: 'blue', drawing: <path className="fill" d="M7 4.5v15l12-7.5z" /> },
  zap: { colour: 'amber', drawing: <path className="fill" d="M13.5 2.5 5 13.5h6l-1.5 8 9-12h-6.5z" /> },
  pencil2: { colour: 'blue', drawing: <path d="M4.5 19.5 5.5 15 15.5 5l3.5 3.5-10 10zM13 7.5l3.5 3.5M12.5 20.5h7" /> },
  memo: { colour: 'blue', drawing: <path d="M5 4h14v16H5zM8.5 9h7M8.5 12.5h7M8.5 16h4" /> },
};

/** The drawing of an emoji; undefined for those that the font has to show. */
export function emojiIcon(name: string): ReactNode | undefined {
  const icon = ICONS[name];
  if (!icon) return undefined;
  return (
    <svg className={`emoji-icon ${icon.colour}`} viewBox="0 0 24 24" aria-hidden="true">
      {icon.drawing}
    </svg>
  );
}
