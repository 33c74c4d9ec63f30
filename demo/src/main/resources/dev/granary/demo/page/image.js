// Makes the image that the network sees: 28 by 28 numbers from 0 to 1, where 1 is ink. `Drawing.java` draws the
// images for the training by the same rule.

export const SIDE = 28;

/** The longer side of a drawing, in pixels. The rest of the image is a margin. */
const BOX = 20;
const PEN = 1.15;

/** @param strokes lists of points `[x, y]`, in any unit */
export function imageOf(strokes) {
  const image = new Float32Array(SIDE * SIDE);
  const place = placement(strokes.flat());
  for (const stroke of strokes) {
    const points = stroke.map(place);
    points.forEach((point, at) => drawLine(image, points[Math.max(at - 1, 0)], point));
  }
  return image;
}

/** Moves the drawing to the middle of the image, and scales it to the size of the box. */
function placement(points) {
  const [middleX, width] = extent(points.map(([x]) => x));
  const [middleY, height] = extent(points.map(([, y]) => y));
  const longer = Math.max(width, height);
  const scale = longer > 0 ? BOX / longer : 1;
  return ([x, y]) => [SIDE / 2 + (x - middleX) * scale, SIDE / 2 + (y - middleY) * scale];
}

function extent(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return [(low + high) / 2, high - low];
}

/** Inks the pixels whose middle is near the line; at the edge of the pen the ink grows thin. */
function drawLine(image, [x1, y1], [x2, y2]) {
  const reach = PEN + 1;
  const dx = x2 - x1;
  const dy = y2 - y1;
  const square = dx * dx + dy * dy;
  const bottom = Math.min(SIDE - 1, Math.max(y1, y2) + reach);
  const right = Math.min(SIDE - 1, Math.max(x1, x2) + reach);
  for (let y = Math.max(0, Math.floor(Math.min(y1, y2) - reach)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(Math.min(x1, x2) - reach)); x <= right; x++) {
      const px = x + 0.5 - x1;
      const py = y + 0.5 - y1;
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const ink = Math.max(0, Math.min(1, PEN + 0.5 - distance));
      image[y * SIDE + x] = Math.max(image[y * SIDE + x], ink);
    }
  }
}
