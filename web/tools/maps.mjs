// Source maps: from a module that the passes have written, by way of TeaVM's output, to the Java sources.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import remapping from '@jridgewell/remapping';

/**
 * The comment that gives a module its map. Bundlers read it, and map what they write to the same sources.
 *
 * @param text the module, as a MagicString
 * @param file TeaVM's output, beside its map
 * @param roots folders of Java sources; the text of what is found there is in the map
 */
export function mapToJava(text, file, roots) {
  const own = text.generateMap({ source: basename(file), hires: 'boundary' }).toString();
  const compiler = { ...JSON.parse(readFileSync(`${file}.map`, 'utf8')), sourceRoot: '' };
  const map = remapping(own, (source) => (source === basename(file) ? compiler : null));
  map.sourcesContent = map.sources.map((source) => contentOf(source, roots));
  const json = JSON.stringify(map);
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString('base64')}\n`;
}

function contentOf(source, roots) {
  const found = roots.map((root) => join(root, source)).find((path) => existsSync(path));
  return found ? readFileSync(found, 'utf8') : null;
}
