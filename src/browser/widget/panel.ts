import { PANEL_READY } from './contract.js';
import { mountPanel } from './mount.js';
import './panel.css';

// Handed to the launcher by an event on the script element that it made: no name of ours is left on the page.
document.currentScript?.dispatchEvent(new CustomEvent(PANEL_READY, { detail: mountPanel }));
