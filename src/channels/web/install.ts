import type { FirstScreen } from './pack.js';

/**
 * The web app manifest of `/chat`: what a phone needs to put it on its home screen.
 *
 * @see W3C Web Application Manifest
 */
export function webManifest({ strings, language, direction }: FirstScreen): object {
  const icon = (src: string, sizes: string, type: string, purpose: string) => ({ src, sizes, type, purpose });
  return {
    id: '/chat',
    name: strings.title,
    short_name: strings.title,
    description: strings.intro,
    lang: language,
    dir: direction,
    start_url: '/chat',
    scope: '/chat',
    display: 'standalone',
    background_color: '#faf6ef',
    theme_color: '#0e4f4c',
    icons: [
      icon('/assets/icon.svg', 'any', 'image/svg+xml', 'any'),
      icon('/assets/icon-192.png', '192x192', 'image/png', 'any'),
      icon('/assets/icon-512.png', '512x512', 'image/png', 'any'),
      icon('/assets/icon-maskable-512.png', '512x512', 'image/png', 'maskable'),
    ],
  };
}
