/** The page's script: renders the components into the document. */
import { render } from 'preact';
import './page.css';
import { App } from './parts/App.tsx';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
