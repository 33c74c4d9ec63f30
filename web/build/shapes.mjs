// Scripts in Java (`@JSBody`) make the plain objects that cross from Java to JavaScript, and TypeScript declares
// these objects. This file compares the properties of both.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { failure } from './failure.mjs';
import { sources, web } from './paths.mjs';

/** Each shape with the Java methods whose scripts make it. */
const makers = {
  RawError: ['Failures.raw'],
  RawCapabilities: ['Probe.capabilities', 'Space.space'],
  RawUnfinished: ['DownloadExports.unfinished'],
  RawFileInfo: ['Infos.file'],
  RawStats: ['Infos.stats', 'Space.space'],
  RawUsage: ['UsageInfos.usage'],
  RawUsageItem: ['UsageInfos.item'],
  RawSuggestion: ['UsageInfos.suggestion'],
  RawVerifyReport: ['Verifying.report'],
  RawDamage: ['Verifying.bad'],
  RawCleanReport: ['Cleaning.report'],
  RawEviction: ['Cleaning.evicted'],
  RawAnswer: ['FileHandle.answer'],
  RawModelInfo: ['ModelInfos.model'],
  RawTensorInfo: ['ModelInfos.tensor'],
  RawCollectionInfo: ['VectorExports.info'],
  RawMatch: ['CollectionExports.match'],
  RepoManifest: ['HubInfos.repo'],
  QuantEntry: ['HubInfos.quant'],
  DownloadPlan: ['HubInfos.plan'],
  RepoUpdate: ['HubInfos.update'],
};

/**
 * Fails if a shape and the script that makes it have different properties, or if the shape requires a property that
 * the script may omit.
 */
export function checkShapes(javaSources = ownJava(), declarations = ownDeclarations()) {
  const scripts = new Map(
    [...javaSources].flatMap(([file, text]) => scriptsOf(basename(file, '.java'), text)),
  );
  const shapes = new Map(declarations.flatMap(interfacesOf));
  for (const [shape, methods] of Object.entries(makers)) {
    const declared = shapes.get(shape);
    if (!declared)
      throw failure(`${methods.join(' and ')} would make the shape ${shape}, which is not declared`);
    const made = new Map();
    for (const method of methods) {
      if (!scripts.has(method)) throw failure(`No script ${method} makes the shape ${shape}`);
      for (const [name, optional] of propertiesOf(scripts.get(method))) made.set(name, optional);
    }
    const [java, typescript] = [made, declared].map(listed);
    if (java !== typescript) {
      throw failure(`${methods.join(' and ')} make { ${java} }, and ${shape} has { ${typescript} }`);
    }
  }
}

const listed = (properties) =>
  [...properties]
    .map(([name, optional]) => `${name}${optional ? '?' : ''}`)
    .sort()
    .join(', ');

export function ownJava() {
  const root = join(web, 'src/main/java');
  const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.java'));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

export function ownDeclarations() {
  return ['shapes.d.ts', 'hub.ts'].map((file) => readFileSync(join(sources, file), 'utf8'));
}

/** Gives the scripts of a class by class and method. */
function scriptsOf(className, text) {
  const form =
    /script\s*=\s*((?:"(?:[^"\\]|\\.)*"\s*\+?\s*)+)\)\s*(?:(?:private|public|static|native)\s+)+[\w.]+ (\w+)\(/g;
  return [...text.matchAll(form)].map(([, literals, method]) => {
    const parts = [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part);
    return [`${className}.${method}`, parts.join('')];
  });
}

/** Gives the properties that a script sets on its object, and whether the script may omit each of them. */
function propertiesOf(script) {
  const found = new Map();
  const visit = (node, optional) => {
    if (ts.isFunctionExpression(node)) return;
    if (ts.isObjectLiteralExpression(node)) {
      for (const { name } of node.properties) found.set(name.text, optional);
      return;
    }
    if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
      if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) found.set(node.left.name.text, optional);
    }
    const within = optional || ts.isIfStatement(node);
    ts.forEachChild(node, (child) => visit(child, within));
  };
  const file = ts.createSourceFile('script.js', `function make() { ${script} }`, ts.ScriptTarget.ES2022);
  ts.forEachChild(file.statements[0].body, (statement) => visit(statement, false));
  return found;
}

function interfacesOf(text) {
  const { statements } = ts.createSourceFile('shapes.d.ts', text, ts.ScriptTarget.ES2022);
  return statements
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .map(({ name, members }) => [
      name.text,
      new Map(members.map((member) => [member.name.text, member.questionToken !== undefined])),
    ]);
}
