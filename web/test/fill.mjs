// web/test/fill.mjs - puts a study's figures into the built page, as report_html does.
//
//   node fill.mjs study.json > report.html
import { readFileSync } from 'node:fs';

export function fill(json) {
  const page = readFileSync(new URL('../dist/report.html', import.meta.url), 'utf8');
  const escaped = json
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  const mark = '<script type="application/json" id="study">';
  return page.replace(mark, () => mark + escaped);
}

if (process.argv[2]) process.stdout.write(fill(readFileSync(process.argv[2], 'utf8')));
