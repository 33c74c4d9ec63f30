// The canvas on which the visitor draws, by mouse, finger or pen.

import { byId } from './dom.js';

/** The width of the pen, as a share of the canvas. */
const PEN = 0.065;

/** A digit of each kind, for the button that draws one: points in percent. */
const EXAMPLES = [
  '50 8 30 12 21 30 19 50 22 70 33 88 50 93 66 88 77 70 80 50 77 30 67 13 50 8',
  '36 24 54 10 53 35 52 65 52 92',
  '24 28 34 13 52 9 69 17 73 33 62 52 44 70 24 89 48 87 76 88',
  '26 18 42 9 62 13 70 28 60 43 44 48 62 52 74 66 70 83 52 93 34 91 23 81',
  '62 10 44 34 22 66 50 67 82 66 / 64 42 63 68 62 94',
  '72 10 50 10 34 11 30 42 48 40 66 47 74 62 69 80 52 91 36 90 24 82',
  '66 9 48 20 34 40 27 62 32 82 48 92 64 88 72 74 66 60 50 56 36 61 29 72',
  '22 12 48 11 78 12 66 34 54 60 46 92',
  '52 48 35 36 32 20 48 9 66 16 68 32 52 48 34 62 29 78 42 92 60 91 72 78 68 62 52 48',
  '72 30 60 46 42 46 30 34 34 16 52 9 68 16 73 32 72 60 66 92',
];

export class DrawingCanvas {
  #canvas = byId('drawing');
  #strokes = [];
  #drawing = false;

  /** @param onChange called when the drawing or its colour has changed */
  constructor(onChange) {
    this.onChange = onChange;
    const canvas = this.#canvas;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#drawing = true;
      this.#strokes.push([]);
      this.#add(event);
    });
    canvas.addEventListener('pointermove', (event) => this.#drawing && this.#add(event));
    for (const type of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(type, () => (this.#drawing = false));
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#show();
      this.onChange();
    });
  }

  get strokes() {
    return this.#strokes;
  }

  clear() {
    this.#change([]);
  }

  /** Draws a digit as an example. */
  draw(digit) {
    this.#change(
      EXAMPLES[digit].split(' / ').map((stroke) => {
        const numbers = stroke.split(' ').map((number) => number / 100);
        return numbers.flatMap((x, at) => (at % 2 === 0 ? [[x, numbers[at + 1]]] : []));
      }),
    );
  }

  #change(strokes) {
    this.#strokes = strokes;
    this.#show();
    this.onChange();
  }

  #add(event) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    // A fast pointer makes several points between two events.
    const between = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of between.length > 0 ? between : [event]) {
      this.#strokes.at(-1).push([(clientX - left) / width, (clientY - top) / height]);
    }
    this.#show();
    this.onChange();
  }

  #show() {
    const { width, height } = this.#canvas;
    const paper = this.#canvas.getContext('2d');
    paper.clearRect(0, 0, width, height);
    paper.strokeStyle = getComputedStyle(this.#canvas).color;
    paper.lineWidth = PEN * width;
    paper.lineCap = 'round';
    paper.lineJoin = 'round';
    for (const stroke of this.#strokes) {
      const points = stroke.map(([x, y]) => [x * width, y * height]);
      paper.beginPath();
      paper.moveTo(...points[0]);
      // A curve through the middles of the lines looks like ink; a fast pointer leaves few points.
      for (let at = 1; at < points.length; at++) {
        paper.quadraticCurveTo(...points[at - 1], ...middle(points[at - 1], points[at]));
      }
      paper.lineTo(...points.at(-1));
      paper.stroke();
    }
  }
}

function middle([x1, y1], [x2, y2]) {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}
