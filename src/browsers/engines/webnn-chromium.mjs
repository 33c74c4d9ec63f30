// Unpacks the build of Chromium that has WebNN with a backend. Debian's build has the interface alone.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const installed = resolve(import.meta.dirname, '../node_modules/@sparticuz/chromium');
const unpacked = resolve(import.meta.dirname, '../target/webnn-chromium');

/** What `launch` of chromium.mjs takes to start a browser whose pages have navigator.ml. */
export const feature = 'WebMachineLearningNeuralNetwork';

/** Gives the path of the program. The first call unpacks it, which takes some seconds. */
export async function webnnChromium() {
  const program = `${unpacked}/chromium`;
  if (existsSync(program)) return program;
  if (!existsSync(installed)) throw new Error('The package @sparticuz/chromium is missing: run npm ci');
  const folder = `${unpacked}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    await expand('chromium.br', `${folder}/chromium`, 0o755);
    // Without these libraries for drawing, WebNN says that it is disabled.
    await expand('swiftshader.tar.br', `${folder}/swiftshader.tar`);
    execFileSync('tar', ['-xf', 'swiftshader.tar'], { cwd: folder });
    rmSync(`${folder}/swiftshader.tar`);
    // Only a whole folder gets the name.
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(folder, unpacked);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return program;
}

async function expand(file, to, mode = 0o644) {
  await pipeline(
    createReadStream(`${installed}/bin/${file}`),
    createBrotliDecompress(),
    createWriteStream(to, { mode }),
  );
}
