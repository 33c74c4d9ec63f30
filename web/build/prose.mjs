// Fails if a line of a Markdown file is wider than 120 columns: node build/prose.mjs
// Tables and code may be wider. The target of a link does not count, because it cannot be wrapped.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repository } from './paths.mjs';

const WIDTH = 120;
const skipped = /^(node_modules|target|\..*)$/;

for (const file of markdownBelow(repository)) {
  for (const { number, width } of longLines(readFileSync(file, 'utf8'))) {
    console.error(
      `${relative(repository, file)}:${number}: ${width} columns; a line of prose has at most ${WIDTH}`,
    );
    process.exitCode = 1;
  }
}

function markdownBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : markdownBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Lists the lines of prose that are too wide, with their widths. */
function longLines(text) {
  let code = false;
  return text.split('\n').flatMap((line, index) => {
    const fence = /^\s*```/.test(line);
    if (fence) code = !code;
    if (fence || code || /^\s*\|/.test(line)) return [];
    const width = [...line.replace(/\]\([^)]*\)/g, ']').replace(/https?:\/\/\S+/g, '')].length;
    return width > WIDTH ? [{ number: index + 1, width }] : [];
  });
}
