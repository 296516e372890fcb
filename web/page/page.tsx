/** The page's script: renders the components into the document. */
import { render } from 'preact';
import './page.css';
import { App } from './parts/App.tsx';

const root = document.getElementById('app');
// In a task of its own: evaluating the script and the first rendering would hold up the page in one.
if (root !== null) setTimeout(() => render(<App />, root));
