// web/test/page_test.mjs - the built page in a real browser: fast, inert to hostile names, whole.
//
//   node test/page_test.mjs     needs npm ci and a chromium; exit 1 when a law is broken
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

async function open(name, options, maker = 'make_study.mjs') {
  const json = execFileSync(process.execPath, [join(here, maker), ...options], {
    maxBuffer: 1 << 28,
  });
  const file = join(folder, `${name}.html`);
  writeFileSync(file, fill(json.toString()));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
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

const openMetric = (name, options) => open(name, options, 'make_metric_study.mjs');

async function fits({ page, complaints }, name) {
  law(
    complaints.length === 0,
    `${name}: no complaint, no request (${complaints.join('; ').slice(0, 200)})`,
  );
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(150);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  law(width <= 390, `${name}: fits a telephone (${width} of 390 pixels)`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

for (const [name, options] of [
  ['usual', []],
  ['empty', ['--empty']],
  ['unfinished', ['--unfinished']],
]) {
  const opened = await open(name, options);
  await fits(opened, name);
  await opened.page.close();
}

// Studies that train nothing: [name, options, what must be said, what must not].
const training = /accura|proxy|proxies|epoch|validation image|baseline/i;
const chips = /accura|proxy|epoch|image|chip|network|crossbar|physics/i;
for (const [name, options, said, unsaid] of [
  [
    'chips',
    ['--truth'],
    /99\.99\s% of its hypervolume[^]*19 of the 20 designs of the true front were found/,
    training,
  ],
  ['table', ['--table', '--objectives', '2', '--truth'], /looked up in designs\.csv/, chips],
  [
    'one objective',
    ['--objectives', '1', '--truth'],
    /The best energy so far/,
    /How the front grew/,
  ],
  [
    'score',
    ['--score', '--truth'],
    /Score: sum of[^]*The best of all candidates has 0\.99/,
    training,
  ],
  ['two stages', ['--stages', '--objectives', '2'], /The second stage keeps/, training],
  ['prices', ['--objectives', '1'], /augmented Lagrangian/, training],
  ['all refused', ['--refused'], /All of 160 candidates were refused/, /knee|NaN|null|undefined/],
]) {
  const opened = await openMetric(name, options);
  await fits(opened, name);
  const text = await opened.page.innerText('main');
  law(said.test(text), `${name}: says ${said}`);
  law(!unsaid.test(text), `${name}: does not say ${unsaid} (${unsaid.exec(text)?.[0]})`);
  await opened.page.close();
}

for (const maker of ['make_study.mjs', 'make_metric_study.mjs']) {
  const { page } = await open('hostile', ['--hostile', '--table'], maker);
  law(
    await page.evaluate(
      () => window.hurt === undefined && !document.querySelector('#page script, #page img'),
    ),
    `${maker}: hostile names run nothing and make no element`,
  );
  law(
    (await page.textContent('h1')).includes('<script>'),
    `${maker}: hostile names are shown as text`,
  );
  await page.close();
}

// A machine that does something else too is slower: the best of three counts.
async function openMany(options, maker) {
  let many = await open('many', [...options, '--trials', '10000'], maker);
  for (let i = 1; i < 3 && many.ready >= 1000; ++i) {
    await many.page.close();
    many = await open('many', [...options, '--trials', '10000'], maker);
  }
  law(many.ready < 1000, `10,000 trials are drawn in ${many.ready} ms, allowed 1000 (${maker})`);
  return many;
}

async function savedPicture(page) {
  await page.hover('.chart');
  const download = page.waitForEvent('download');
  await page.click('.chart .save');
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

const many = await openMany([], 'make_study.mjs');
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
law((await savedPicture(many.page)).name === 'front-energy.svg', 'a picture can be saved as SVG');

const rows = (await openMany(['--table'], 'make_metric_study.mjs')).page;
await rows.close();

// Any two metrics may stand on the axes; one that spans decades does so logarithmically.
const { page } = await openMetric('axes', ['--truth']);
const titles = (select) =>
  page.$$eval(`${select} option`, (options) => options.map((option) => option.textContent));
law(
  (await titles('label:has-text("Across") select')).join() === 'energy,latency,area,lost bits',
  'the axes offer every metric, what is sought first',
);
let picture = (await savedPicture(page)).text;
law(picture.includes('energy, logarithmic; less is better'), 'energy spans decades');
law(picture.includes('latency, logarithmic; less is better'), 'latency spans decades');
await page.selectOption('label:has-text("Up") select', 'lost_bits');
picture = (await savedPicture(page)).text;
law(/lost bits</.test(picture), 'an axis is chosen, and lost bits are linear and not sought');
law(
  await page.$$eval('.parts .swatch', (swatches) => {
    const colours = swatches.map((swatch) => swatch.style.background);
    return colours.length === 12 && new Set(colours).size === 12;
  }),
  'each of twelve components has a colour of its own',
);
await page.click('button:has-text("Refused")');
law(
  /lost_bits is/.test(await page.innerText('table.designs tbody')),
  'refused candidates are listed with the reason',
);
await page.close();

await browser.close();
rmSync(folder, { recursive: true });
process.exitCode = failures ? 1 : 0;
