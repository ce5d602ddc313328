import './theme.css';
import './shell/shell.css';
import './blocks/blocks.css';
import './modal/modal.css';
import './slack/slack.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
