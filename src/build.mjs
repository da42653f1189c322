// Builds dist/ when something changed: the server's modules, the widget, and (by the built code) the understanding's model.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stampFile = join(dist, '.built-from');

function listFiles(dir) {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? listFiles(path) : [path];
    });
}

function hashOfInputs() {
  const hash = createHash('sha256');
  for (const path of [...listFiles(join(root, 'src')), join(root, 'package-lock.json'), join(root, 'tsconfig.json')]) {
    hash.update(relative(root, path)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/**
 * Builds only when the sources differ from what `dist/` was built from. Content and model are made by the built code, when needed.
 *
 * @param say called with one line for each thing that is done.
 */
export async function buildIfChanged(say = () => {}) {
  const inputs = hashOfInputs();
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== inputs) {
    say('Building …');
    const { build } = await import('esbuild');
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    // Bundled with its dependencies: a start reads three files instead of two thousand and takes two thirds of the time.
    await build({
      entryPoints: ['cli.ts', 'server.ts', 'build-model.ts'].map((file) => join(root, 'src', file)),
      outdir: dist,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);",
      },
    });
    const widget = join(root, 'src', 'browser', 'widget');
    const pages = { widget: 'launcher.ts', 'assets/panel': 'panel.ts', 'assets/chat': 'chat.ts' };
    await build({
      entryPoints: Object.fromEntries(Object.entries(pages).map(([out, file]) => [out, join(widget, file)])),
      outdir: join(dist, 'public'),
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'es2020',
      legalComments: 'none',
      logLevel: 'warning',
    });
    cpSync(join(root, 'src', 'browser', 'page.css'), join(dist, 'public', 'assets', 'page.css'));
    writeFileSync(stampFile, inputs);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (line) => process.stderr.write(`${line}\n`);
  await buildIfChanged(say);
  const { buildModel } = await import(pathToFileURL(join(dist, 'build-model.js')).href);
  buildModel(root, say);
}
