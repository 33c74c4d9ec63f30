import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './paths.mjs';

const libraries = {
  jl: 'java.lang',
  jlr: 'java.lang.ref',
  ju: 'java.util',
  juf: 'java.util.function',
  jus: 'java.util.stream',
  juc: 'java.util.concurrent',
  ji: 'java.io',
  jn: 'java.nio',
  jt: 'java.time',
  otp: 'org.teavm.platform',
  otjc: 'org.teavm.jso.core',
};

/**
 * Turns TeaVM's name of a function, such as `dgf_Files_put0`, into `dev.granary.file.Files.put`. Drops the numbers of
 * overloads and lambdas, because changes to other methods change these numbers.
 */
export function javaNames() {
  const classes = ownClasses();
  return (name) => {
    const [, initials, type, rest] = /^([a-z]+)_([^_]+?(?:\$_\d+_\d+)?)_(.*)$/.exec(name) ?? [];
    if (!type) return name;
    const owner = type.split('$')[0];
    const candidates = classes.filter((own) => own.initials === initials && own.name === owner);
    const packageName =
      candidates.map((own) => own.packageName).join('|') ||
      libraries[initials] ||
      (initials.startsWith('j') ? `java.(${initials})` : `(${initials})`);
    const isOwn = (method) => candidates.some(({ text }) => text.includes(`${method}(`));
    return `${packageName}.${readable(type)}.${readable(isOwn(rest) ? rest : rest.replace(/\d+$/, ''))}`;
  };
}

/** `Commits$begin$lambda$_2_0` is a lambda of Commits.begin, and `lambda$begin$0` the method with its body. */
function readable(name) {
  return name
    .replace(/\$lambda\$_\d+_\d+/g, '.lambda')
    .replace(
      /^(.*?)\$?lambda\$(\w+)\$?\d*/,
      (_, before, method) => `${before && `${before}.`}${method}.lambda`,
    )
    .replace(/\$exported\$?\d*$/, '')
    .replace(/_init_$/, 'new')
    .replaceAll('$', '.');
}

function ownClasses() {
  return ['core', 'web'].flatMap((module) => {
    const root = join(repository, module, 'src/main/java');
    return readdirSync(root, { recursive: true })
      .filter((path) => path.endsWith('.java') && !path.endsWith('package-info.java'))
      .map((path) => {
        const parts = path.replace(/\.java$/, '').split(/[\\/]/);
        const name = parts.pop();
        const text = readFileSync(join(root, path), 'utf8');
        return { name, packageName: parts.join('.'), initials: parts.map(([first]) => first).join(''), text };
      });
  });
}
