// Makes source maps from the modules that the passes write, through TeaVM's output, to the Java sources.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import remapping from '@jridgewell/remapping';

/**
 * Gives the comment with the source map of a module. Bundlers read the comment and map their output to the same
 * sources.
 *
 * @param text the module, as a MagicString
 * @param file TeaVM's output, with its map in the same folder
 * @param roots folders of Java sources. The map includes the text of the sources in these folders.
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
