// web/test/picture.mjs - a screenshot of a whole report, to look at.
//
//   node picture.mjs report.html picture.png [--width 1280] [--dark]
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const [report, picture] = process.argv.slice(2);
const at = process.argv.indexOf('--width');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({
  viewport: { width: at < 0 ? 1280 : Number(process.argv[at + 1]), height: 900 },
  colorScheme: process.argv.includes('--dark') ? 'dark' : 'light',
});
page.on('console', (message) => console.error(message.text()));
page.on('pageerror', (error) => console.error(error.message));
await page.goto(pathToFileURL(report).href);
await page.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 20000 });
await page.screenshot({ path: picture, fullPage: true });
console.log(`drawn in ${await page.evaluate(() => document.documentElement.dataset.ready)} ms`);
await browser.close();
