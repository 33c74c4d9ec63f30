// Reads the declarations of the Java interfaces of web.api. It understands only the form that the formatter gives
// these interfaces, and no other Java.

const docForm = String.raw`(?:/\*\*((?:(?!\*/)[^])*)\*/\s+)?`;
const annotationsForm = String.raw`((?:@\w+(?:\("(?:[^"\\]|\\.)*"\))?\s+)*)`;
const typeForm = String.raw`([\w.[\]]+)`;

const interfaceForm = new RegExp(`\n${docForm}public interface (\\w+) extends JSObject \\{\n([^]*)\n\\}\n`);
const exportsForm = new RegExp(`\npublic final class Exports \\{\n([^]*)\n\\}\n`);
const memberForm = new RegExp(
  `\n  ${docForm}${annotationsForm}(?:public static )?${typeForm} (\\w+)\\(([^{};]*)\\)(?:;| \\{)`,
  'g',
);
const parameterForm = new RegExp(`^${annotationsForm}${typeForm} (\\w+)$`);
const tsForm = /@Ts\("((?:[^"\\]|\\.)*)"\)/;

/**
 * @typedef {object} Member a method, a property or a parameter
 * @property {string} name
 * @property {string} type its type in Java
 * @property {string | undefined} ts what `@Ts` says of its type
 * @property {string | undefined} doc its Javadoc
 * @property {string} annotations
 * @property {Member[]} parameters
 */

/** Gives the public interfaces, `{ name, doc, members }`, in the order of the files. Takes file name to text. */
export function interfacesOf(javaSources) {
  return [...javaSources.values()].flatMap((text) => {
    const [found, doc, name, body] = interfaceForm.exec(text) ?? [];
    return found ? [{ name, doc, members: membersOf(body) }] : [];
  });
}

/** Gives the static methods that the program exports. */
export function exportsOf(javaSources) {
  const [, body] = exportsForm.exec(javaSources.get('Exports.java'));
  return membersOf(body).filter(({ annotations }) => annotations.includes('@JSExport'));
}

/** Skips nested types and static methods of an interface: only Java uses them. */
function membersOf(body) {
  return [...`\n${body}`.matchAll(memberForm)].map(([, doc, annotations, type, name, parameters]) => ({
    ...memberOf(annotations, type, name),
    doc,
    parameters: parametersOf(parameters),
  }));
}

function parametersOf(text) {
  // A comma inside quotes is not a separator.
  const each = text.match(/(?:[^,"]|"[^"]*")+/g) ?? [];
  return each.map((parameter) => {
    const [, annotations, type, name] = parameterForm.exec(parameter.trim());
    return memberOf(annotations, type, name);
  });
}

function memberOf(annotations, type, name) {
  return { name, type, annotations, ts: tsForm.exec(annotations)?.[1] };
}
