import type { ActivitySet, OpenStream } from './conversation.js';

/** Keeps the connection open through proxies that close silent ones; the protocol's own interval. */
const ALIVE_MS = 20_000;

/** Opens the WebSocket of a Direct Line conversation. Any trouble closes it; the conversation then goes on by polling. */
export const openStream: OpenStream = (url, onActivities, onClosed) => {
  const socket = new WebSocket(url);
  const timer = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(''), ALIVE_MS);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    socket.close();
    onClosed();
  };
  socket.addEventListener('message', ({ data }) => {
    // An empty frame keeps the connection alive.
    if (isOver || typeof data !== 'string' || data === '') return;
    try {
      onActivities(JSON.parse(data) as ActivitySet);
    } catch {
      end();
    }
  });
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  return end;
};
