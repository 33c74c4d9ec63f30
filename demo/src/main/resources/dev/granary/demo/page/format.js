// Formats figures for people. Sizes use 1024s, like memory; speeds use 1000s, like networks and
// disks.

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
const shortTime = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false });
const wholeTime = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hour12: false });
const shortDate = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** `1 GiB`, `1.5 MiB`, `12 bytes`: three digits where they are useful. */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${short(value)}\u00a0${count === 1 ? 'byte' : UNITS[unit]}`;
}

/** `412 MB/s` */
export function speed(bytesPerSecond) {
  return `${short(bytesPerSecond / 1e6)}\u00a0MB/s`;
}

/** `0.4 ms`, `0.42 s`, `12 s`, `3 min 20 s` */
export function duration(seconds) {
  if (seconds < 0.00005) {
    return 'under 0.1\u00a0ms';
  }
  if (seconds < 0.0995) {
    return `${short(seconds * 1000)}\u00a0ms`;
  }
  if (seconds < 9.95) {
    return `${short(seconds)}\u00a0s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}\u00a0s` : `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
}

export function percent(part, whole) {
  return `${whole > 0 ? Math.floor((100 * part) / whole) : 0}\u00a0%`;
}

/** `98.7 %`, and never 100 % of what is less */
export function share(part) {
  const tenths = part < 1 ? Math.min(Math.round(1000 * part), 999) : 1000;
  return `${tenths / 10}\u00a0%`;
}

/** `1 file`, `3 files` */
export function count(number, noun) {
  return `${number.toLocaleString('en')}\u00a0${noun}${number === 1 ? '' : 's'}`;
}

/** Shows the time for today, and the date for any other day. */
export function moment(time) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? `today ${shortTime.format(date)}` : shortDate.format(date);
}

/** `14:03:27` */
export function clock(time) {
  return wholeTime.format(time);
}

/** Shortens a digest, but not so much that two files look alike. */
export function digest(hex) {
  return hex.slice(0, 12);
}

function short(value) {
  const decimals = value >= 99.95 || Number.isInteger(value) ? 0 : value >= 9.995 ? 1 : 2;
  return String(Number(value.toFixed(decimals)));
}
