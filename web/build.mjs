// web/build.mjs - bundles the page into dist/report.html and lists the hashes of its sources.
//
//   node build.mjs           builds (after npm ci)
//   node build.mjs --check   says whether dist/ belongs to these sources; writes nothing
//
// Without node, from web/: sha256sum --check dist/SOURCES.sha256
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const page = join(root, 'dist/report.html');
const list = join(root, 'dist/SOURCES.sha256');

function sources() {
  const modules = readdirSync(join(root, 'src')).map((name) => `src/${name}`);
  return [...modules, 'build.mjs', 'package.json', 'package-lock.json'].sort();
}

function hashLines() {
  const hash = (path) =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
  return sources()
    .map((path) => `${hash(path)}  ${path}\n`)
    .join('');
}

// Inside an element of HTML nothing may look like its end tag.
const inline = (text) => text.replace(/<\/(script|style)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
const policyHash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

async function bundle(entry, options) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    target: ['chrome100', 'firefox100', 'safari15'],
    logLevel: 'warning',
    ...options,
  });
  return inline(result.outputFiles[0].text.trim());
}

async function build() {
  const script = await bundle('src/main.jsx', {
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'ascii',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const style = await bundle('src/style.css', {});
  const policy =
    `default-src 'none'; script-src ${policyHash(script)}; style-src ${policyHash(style)}; ` +
    "img-src data: blob:; base-uri 'none'; form-action 'none'";
  const parts = { POLICY: policy, STYLE: style, SCRIPT: script };
  const html = readFileSync(join(root, 'src/page.html'), 'utf8').replace(
    /\{\{(POLICY|STYLE|SCRIPT)\}\}/g,
    (_, name) => parts[name],
  );
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, html);
  writeFileSync(list, hashLines());
  console.log(`dist/report.html: ${(html.length / 1024).toFixed(0)} KiB`);
}

function check() {
  if (readFileSync(list, 'utf8') === hashLines()) return;
  console.error('web/dist is older than its sources: run web/build and commit web/dist');
  process.exitCode = 1;
}

if (process.argv.includes('--check')) check();
else await build();
