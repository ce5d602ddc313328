import manifest from '../../../../manifest.yml?raw';

/** Whether the app has a Home tab, as its manifest says. */
export const HAS_HOME_TAB = /^\s*home_tab_enabled:\s*true\b/m.test(manifest);
