/**
 * Collects measured values, repetition by repetition. Figures keep the order in which they first
 * occurred.
 */
export class Figures {
  #figures = new Map();

  add(name, unit, value) {
    if (!Number.isFinite(value)) throw new Error(`${name} must be a number, not ${value}`);
    if (!this.#figures.has(name)) this.#figures.set(name, { name, unit, values: [] });
    this.#figures.get(name).values.push(value);
  }

  all() {
    return [...this.#figures.values()].map((figure) => ({
      ...figure,
      statistics: statisticsOf(figure.values),
    }));
  }
}

function statisticsOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    minimum: sorted[0],
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    maximum: sorted.at(-1),
  };
}
