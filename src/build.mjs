// Builds dist/ when something changed: the server's modules, the widget, and (by the built code) the understanding's model.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const stampFile = join(dist, '.built-from');
const modelFile = join(dist, 'model.bin');
const learntByFile = join(dist, '.learnt-by');

function listFiles(dir) {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? listFiles(path) : [path];
    });
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(relative(root, path)).update(readFileSync(path));
  return hash.digest('hex');
}

const lockFile = join(root, 'package-lock.json');
const hashOfInputs = () => hashOf([...listFiles(join(root, 'src')), lockFile, join(root, 'tsconfig.json')]);
/** All that learning is done with; what is learnt from is checked where the model is read. */
const hashOfLearning = () =>
  hashOf([...listFiles(join(root, 'src', 'understanding')), ...listFiles(join(root, 'src', 'content')), lockFile]);

/** The model, where the same code would learn the same again: it takes longer than all else. */
function modelToKeep(learntBy) {
  const isSame = existsSync(modelFile) && existsSync(learntByFile) && readFileSync(learntByFile, 'utf8') === learntBy;
  return isSame ? readFileSync(modelFile) : null;
}

/** Style sheets that are taken in as text lose their spaces and comments too. */
const smallStyles = {
  name: 'small-styles',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path, with: attributes }) => {
      if (attributes.type !== 'text') return undefined;
      const { code } = await build.esbuild.transform(readFileSync(path, 'utf8'), {
        loader: 'css',
        minify: true,
        target: 'safari14',
      });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/**
 * What browsers load. Each file that loads another knows its name and its hash (Subresource Integrity), so that a page
 * that pins the first file has pinned them all; so the last to load is built first.
 */
async function buildForBrowsers(build) {
  const source = join(root, 'src', 'browser');
  const out = join(dist, 'public');
  mkdirSync(join(out, 'assets'), { recursive: true });
  const files = {};
  const keep = (name, folder, extension, text) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
    const path = `${folder}${name}-${hash}${extension}`;
    writeFileSync(join(out, path), text);
    files[name] = { path, integrity: `sha384-${createHash('sha384').update(text).digest('base64')}` };
  };
  const bundle = async (file, define) => {
    const { outputFiles } = await build({
      entryPoints: [join(source, file)],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: 'es2020',
      legalComments: 'none',
      logLevel: 'warning',
      plugins: [smallStyles],
      define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    });
    return outputFiles[0].text;
  };
  const style = async (file, to) => {
    const { outputFiles } = await build({ entryPoints: [join(source, file)], minify: true, write: false });
    writeFileSync(join(out, to), outputFiles[0].text);
    return outputFiles[0].text;
  };
  keep('page', '/assets/', '.css', await style('page.css', 'assets/page.css'));
  // Of the pages without a script; their names stay, because a mirror's pages are replaced one by one.
  writeFileSync(join(out, 'assets', 'site-search.js'), await bundle('site/search.ts', {}));
  const site = await build({ entryPoints: [join(source, 'site/site.css')], bundle: true, minify: true, write: false });
  writeFileSync(join(out, 'assets', 'site.css'), site.outputFiles[0].text);
  // For browsers without constructable style sheets.
  await style('widget/launcher.css', 'widget.css');
  await style('widget/panel.css', 'assets/panel.css');
  await style('widget/more.css', 'assets/more.css');
  keep('more', '/assets/', '.js', await bundle('widget/more.ts', {}));
  for (const name of ['panel', 'chat']) {
    keep(name, '/assets/', '.js', await bundle(`widget/${name}.ts`, { MORE_FILE: files.more }));
  }
  const launcher = await bundle('widget/launcher.ts', { PANEL_FILE: files.panel });
  keep('widget', '/', '.js', launcher);
  writeFileSync(join(out, 'widget.js'), launcher);
  cpSync(join(source, 'icons'), join(out, 'assets'), { recursive: true });
  writeFileSync(join(out, 'files.json'), JSON.stringify(files));
  const shell = [files.chat.path, files.more.path, files.page.path, '/assets/icon-192.png', '/manifest.webmanifest'];
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 10);
  writeFileSync(join(out, 'sw.js'), await bundle('worker/worker.ts', { SHELL_FILES: shell, SHELL_VERSION: version }));
}

/** The staff console, a bundle of its own; libsodium is a part that is loaded when somebody signs in. */
async function buildConsole(build) {
  const staff = join(root, 'src', 'browser', 'staff');
  await build({
    entryPoints: { staff: join(staff, 'main.tsx') },
    outdir: join(dist, 'staff'),
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  cpSync(join(staff, 'staff.css'), join(dist, 'staff', 'staff.css'));
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
    const learntBy = hashOfLearning();
    const model = modelToKeep(learntBy);
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    if (model) writeFileSync(modelFile, model);
    writeFileSync(learntByFile, learntBy);
    // Bundled with its dependencies: a start reads three files instead of two thousand and takes two thirds of the time.
    await build({
      entryPoints: ['cli.ts', 'server.ts', 'build-model.ts', 'trust-worker.ts'].map((file) => join(root, 'src', file)),
      outdir: dist,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      // They load native parts or each other by path; Slack's are loaded only where it is set up.
      external: ['@photostructure/sqlite', 'pg', 'libsodium-wrappers-sumo', '@slack/*'],
      target: 'node20',
      sourcemap: true,
      sourcesContent: false,
      // Node.js keeps the source in memory: without spaces and comments half as much, a byte a letter.
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);",
      },
    });
    await buildForBrowsers(build);
    await buildConsole(build);
    writeFileSync(stampFile, inputs);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (line) => process.stderr.write(`${line}\n`);
  await buildIfChanged(say);
  const { buildModel } = await import(pathToFileURL(join(dist, 'build-model.js')).href);
  buildModel(root, say);
}
