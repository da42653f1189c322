import { handOver } from './load-part.js';
import { mountPanel } from './mount.js';

handOver(mountPanel);
