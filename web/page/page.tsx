/** The page's script: renders the components into the document. */
import { render } from 'preact';
import './page.css';
import { App } from './parts/App.tsx';

const root = document.getElementById('app');
// Renders in a separate task: one task for evaluating the script and the first rendering would block the page for too long.
if (root !== null) setTimeout(() => render(<App />, root));
