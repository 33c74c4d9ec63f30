// Recognises what the visitor draws, with a network from the store.

import { byId, element } from './dom.js';
import { digits, ID, VERSIONS } from './digit-store.js';
import { DrawingCanvas } from './drawing-canvas.js';
import * as format from './format.js';
import { imageOf, SIDE } from './image.js';
import { complain, dismiss, say } from './messages.js';
import { PlainExecutor } from './plain-executor.js';
import { record } from './timing-panel.js';
import { probe, WebNNExecutor } from './webnn-executor.js';

const ENGINES = { webnn: WebNNExecutor, plain: PlainExecutor };
const ORIGINS = {
  stored: 'loaded from this browser',
  downloaded: 'downloaded, stored and loaded',
  converted: 'converted from float32, stored and loaded',
};

export class DigitPanel {
  #granary;
  #canvas;
  /** The promise of the network that runs now. */
  #network;
  #bars = [];
  #running = false;
  #again = false;
  /** Whether the network may have left the store. */
  #unsure = false;
  #version = byId('digit-version');
  #engine = byId('digit-engine');

  constructor(granary) {
    this.#granary = granary;
    granary.addEventListener('change', ({ detail }) => (this.#unsure ||= detail.kind !== 'file'));
    this.#canvas = new DrawingCanvas(() => this.#recognise());
    byId('drawing-clear').addEventListener('click', () => this.#canvas.clear());
    byId('drawing-example').addEventListener('click', () =>
      this.#canvas.draw(Math.floor(10 * Math.random())),
    );
    this.#version.append(...VERSIONS.map((version) => element('option', { value: version }, version)));
    for (const select of [this.#version, this.#engine]) {
      select.addEventListener('change', () => {
        this.#forget();
        this.#recognise();
      });
    }
    for (let digit = 0; digit < 10; digit++) {
      const bar = element('i', {});
      this.#bars.push(bar);
      byId('digit-bars').append(element('li', {}, element('span', {}, String(digit)), bar));
    }
  }

  /** Chooses WebNN where it can run, and says why where it cannot. Until then plain JavaScript is chosen. */
  async start() {
    const { available, reason } = await probe();
    this.#engine.querySelector('[value="webnn"]').disabled = !available;
    if (!available) byId('digit-reason').textContent = `${reason} Plain JavaScript runs the same network.`;
    else if (!this.#network) this.#engine.value = 'webnn';
  }

  /** Runs this version of the network from now on. */
  async use(version) {
    this.#version.value = version;
    this.#forget();
    if (this.#canvas.strokes.length === 0) this.#canvas.draw(Math.floor(10 * Math.random()));
    else await this.#recognise();
    byId('digits-heading').focus();
  }

  /** Drops the network when the store does not have it any more: the next drawing brings it again. */
  async #check() {
    this.#unsure = false;
    const network = this.#network;
    const there = !network || (await this.#granary.models.has(ID, { version: this.#version.value }));
    if (!there && network === this.#network) this.#forget();
  }

  #forget() {
    this.#network?.then(
      (executor) => executor.close(),
      () => {},
    );
    this.#network = undefined;
    byId('digit-network').textContent = '';
    this.#show(new Float32Array(10));
  }

  /** Runs the network on the latest drawing; while it runs, only one more run waits. */
  async #recognise() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#once();
      } while (this.#again);
    } catch (error) {
      this.#forget();
      complain('The digit could not be recognised.', error);
    } finally {
      this.#running = false;
    }
  }

  async #once() {
    const strokes = this.#canvas.strokes;
    byId('drawing-hint').hidden = strokes.length > 0;
    if (strokes.length === 0) {
      this.#show(new Float32Array(10));
      return;
    }
    const image = imageOf(strokes);
    showImage(image);
    if (this.#unsure) await this.#check();
    const network = (this.#network ??= this.#load());
    let executor;
    let began;
    let probabilities;
    try {
      executor = await network;
      began = performance.now();
      probabilities = await executor.run(image);
    } catch (error) {
      if (network === this.#network) throw error;
    }
    // Meanwhile the visitor chose another network: that one recognises the drawing next.
    if (network !== this.#network) return;
    const seconds = (performance.now() - began) / 1000;
    record('Recognise a digit', { seconds, note: executor.name });
    this.#show(probabilities, `${format.duration(seconds)} with ${executor.name}`);
  }

  async #load() {
    dismiss();
    byId('digit-result').textContent = 'Loading the network …';
    const [version, engine] = [this.#version.value, this.#engine.value];
    const began = performance.now();
    const { model, origin } = await digits(this.#granary, version);
    const executor = await this.#executorOf(model, engine);
    const seconds = (performance.now() - began) / 1000;
    record(origin === 'stored' ? 'Load the network' : 'Fetch the network', {
      seconds,
      bytes: model.totalSize,
      note: version,
    });
    const { accuracy, heldOut } = model.metadata;
    byId('digit-network').textContent =
      `The network, ${format.bytes(model.totalSize)} in ${version}, was ${ORIGINS[origin]} in ` +
      `${format.duration(seconds)}. It recognises ${format.share(accuracy[version])} of ` +
      `${heldOut.toLocaleString('en')} drawings that it never saw.`;
    byId('digit-panel').dataset.origin = origin;
    byId('digit-panel').dataset.engine = executor.engine;
    say(`The network is ready: ${executor.name}, ${version}.`);
    return executor;
  }

  /** Loads the model into the chosen engine. Where WebNN fails, plain JavaScript takes its place. */
  async #executorOf(model, engine) {
    try {
      return await ENGINES[engine].load(model, model.metadata.graph);
    } catch (error) {
      if (engine === 'plain') throw error;
      this.#engine.value = 'plain';
      byId('digit-reason').textContent =
        `WebNN could not load the network: ${error.message} Plain JavaScript runs it instead.`;
      return PlainExecutor.load(model, model.metadata.graph);
    }
  }

  #show(probabilities, how) {
    const best = probabilities.indexOf(Math.max(...probabilities));
    this.#bars.forEach((bar, digit) => {
      bar.style.setProperty('--share', String(probabilities[digit]));
      bar.parentElement.classList.toggle('best', Boolean(how) && digit === best);
    });
    byId('digit').textContent = how ? String(best) : '';
    byId('digit-result').textContent = how
      ? `This is ${best === 8 ? 'an' : 'a'} ${best}, with ${format.share(probabilities[best])} certainty.`
      : '';
    byId('digit-time').textContent = how ?? '';
    byId('digit-panel').dataset.digit = how ? String(best) : '';
    byId('digit-panel').dataset.probabilities = how ? JSON.stringify([...probabilities]) : '';
  }
}

/** Shows the pixels that the network sees. */
function showImage(image) {
  const canvas = byId('digit-image');
  const paper = canvas.getContext('2d');
  const pixels = paper.createImageData(SIDE, SIDE);
  const [red, green, blue] = getComputedStyle(canvas).color.match(/\d+/g);
  image.forEach((ink, at) => pixels.data.set([red, green, blue, 255 * ink], 4 * at));
  paper.putImageData(pixels, 0, 0);
}
