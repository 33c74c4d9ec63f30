// Starts the demonstration, and drives its page as a visitor does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startGroup } from '../engines/lifetime.mjs';

const classes = ['demo', 'src/hub']
  .map((module) => resolve(import.meta.dirname, '../../..', module, 'target/classes'))
  .join(delimiter);

/** @returns the address of the page, and `end()` */
export async function startDemo(packageFolder) {
  const demo = startGroup('java', ['-cp', classes, 'dev.granary.demo.Demo', packageFolder, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: demo.child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])]);
  const [url] = /http:\S+/.exec(line) ?? [];
  if (!url) throw new Error('The demonstration did not start. Is it built?');
  return { url, end: () => demo.end() };
}

/** Opens the page, and waits until it is ready. */
export async function openDemo(browser, url) {
  const page = new DemoPage(await browser.newPage(url));
  await page.becomes('the page is ready', () => document.documentElement.dataset.ready !== undefined);
  return page;
}

class DemoPage {
  constructor(page) {
    this.page = page;
    this.console = page.console;
    this.send = page.send;
  }

  evaluate(source, argument) {
    return this.page.evaluate(source, argument);
  }

  close() {
    return this.page.close();
  }

  /** Waits until a function of the page returns true. Fails at once when the page shows an error. */
  async becomes(what, condition, argument, { alert = false } = {}) {
    for (let tries = 0; !(await this.evaluate(condition, argument)); tries++) {
      const shown = await this.text('#alert');
      assert.ok(tries < 400 && (alert || shown === ''), `not yet: ${what}. The page says: ${shown}`);
      await delay(50);
    }
  }

  text(selector) {
    return this.evaluate((each) => document.querySelector(each)?.textContent ?? '', selector);
  }

  /** Between a number and its unit the page has a space at which no line breaks; the text has a plain one. */
  shows(what, selector, text, options) {
    const condition = ({ selector, text }) =>
      document.querySelector(selector)?.textContent.replace(/\s+/g, ' ').includes(text);
    return this.becomes(what, condition, { selector, text }, options);
  }

  vanishes(what, selector) {
    return this.becomes(what, (each) => document.querySelector(each) === null, selector);
  }

  press(selector) {
    return this.evaluate((each) => document.querySelector(each).click(), selector);
  }

  /** Answers the question before something is deleted. */
  async agree() {
    await this.becomes('a question', () => document.querySelector('#confirmation').open);
    await this.press('#confirmation-yes');
  }

  choose(selector, value) {
    return this.evaluate(
      ({ selector, value }) => {
        const select = document.querySelector(selector);
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      },
      { selector, value },
    );
  }

  /** Draws with the mouse where the driver has one, else by pointer events. */
  async draw(strokes) {
    await this.press('#drawing-clear');
    const area = await this.evaluate(() => {
      const canvas = document.querySelector('#drawing');
      canvas.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return { left, top, width, height };
    });
    for (const stroke of strokes) {
      const points = stroke.map(([x, y]) => [area.left + x * area.width, area.top + y * area.height]);
      await (this.send ? this.#byMouse(points) : this.#byEvents(points));
    }
  }

  async #byMouse(points) {
    const mouse = (type, [x, y]) =>
      this.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 });
    await mouse('mousePressed', points[0]);
    for (const point of points.slice(1)) await mouse('mouseMoved', point);
    await mouse('mouseReleased', points.at(-1));
  }

  #byEvents(points) {
    return this.evaluate((points) => {
      const canvas = document.querySelector('#drawing');
      // A pointer of a script cannot be captured.
      canvas.setPointerCapture = () => {};
      points.forEach(([clientX, clientY], at) => {
        const type = at === 0 ? 'pointerdown' : 'pointermove';
        canvas.dispatchEvent(new PointerEvent(type, { clientX, clientY, button: 0, bubbles: true }));
      });
      canvas.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    }, points);
  }

  /** Waits until a digit is recognised, and gives what the page knows of it. */
  async recognised() {
    let state;
    for (let tries = 0, last; ; tries++) {
      state = await this.evaluate(() => ({ ...document.querySelector('#digit-panel').dataset }));
      // The page recognises while the drawing grows: the answer counts when it stays.
      if (state.digit && state.probabilities === last) break;
      last = state.probabilities;
      assert.ok(tries < 200, `no digit is recognised. The page says: ${await this.text('#alert')}`);
      await delay(50);
    }
    return { ...state, probabilities: JSON.parse(state.probabilities) };
  }

  /** The errors of the console. */
  get errors() {
    return this.console.filter(({ type }) => type === 'error').map(({ text }) => text);
  }
}
