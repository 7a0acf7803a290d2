// web/test/page_test.mjs - the built page in a real browser: fast, inert to hostile names, whole.
//
//   node test/page_test.mjs     needs npm ci and a chromium; exit 1 when a law is broken
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { fill } from './fill.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kirchhoff-page-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let failures = 0;

function law(holds, text) {
  console.log(`${holds ? 'ok    ' : 'BROKEN'} ${text}`);
  if (!holds) failures += 1;
}

async function open(name, options, width = 1280) {
  const json = execFileSync(process.execPath, [join(here, 'make_study.mjs'), ...options], {
    maxBuffer: 1 << 28,
  });
  const file = join(folder, `${name}.html`);
  writeFileSync(file, fill(json.toString()));
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on(
    'request',
    (request) => !/^(file|data|blob):/.test(request.url()) && complaints.push(request.url()),
  );
  await page.goto(`file://${file}`);
  await page.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 20000 });
  return {
    page,
    complaints,
    ready: Number(await page.evaluate(() => document.documentElement.dataset.ready)),
  };
}

for (const [name, options] of [
  ['usual', []],
  ['empty', ['--empty']],
  ['unfinished', ['--unfinished']],
]) {
  const { page, complaints } = await open(name, options);
  law(
    complaints.length === 0,
    `${name}: no complaint, no request (${complaints.join('; ').slice(0, 200)})`,
  );
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(150);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  law(width <= 390, `${name}: fits a telephone (${width} of 390 pixels)`);
  await page.close();
}

const hostile = await open('hostile', ['--hostile']);
law(await hostile.page.evaluate(() => window.hurt === undefined), 'hostile names run nothing');
law(
  await hostile.page.evaluate(
    () => document.querySelectorAll('#page script, #page img').length === 0,
  ),
  'hostile names make no element',
);
law((await hostile.page.textContent('h1')).includes('<script>'), 'hostile names are shown as text');

// A machine that does something else too is slower: the best of three counts.
let many = await open('many', ['--trials', '10000']);
for (let i = 1; i < 3 && many.ready >= 1000; ++i) {
  await many.page.close();
  many = await open('many', ['--trials', '10000']);
}
law(many.ready < 1000, `10,000 trials are drawn in ${many.ready} ms, allowed 1000`);
await many.page.click('table.sortable tbody tr:nth-child(3)');
law(
  await many.page
    .waitForSelector('table.sortable tr:nth-child(3).selected', { timeout: 5000 })
    .then(
      () => true,
      () => false,
    ),
  'a click on a row selects it',
);
await many.page.hover('.chart');
const download = many.page.waitForEvent('download');
await many.page.click('.chart .save');
law((await download).suggestedFilename() === 'front-energy.svg', 'a picture can be saved as SVG');

await browser.close();
rmSync(folder, { recursive: true });
process.exitCode = failures ? 1 : 0;
