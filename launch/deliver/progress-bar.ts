const width = 30;

/** One line showing how far the delivery has come, and how many it has delivered a second so far. */
export function progressLine(done: number, total: number, seconds: number): string {
  const part = total === 0 ? 1 : done / total;
  const filled = Math.round(part * width);
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${done}/${total} (${Math.floor(part * 100)} %)${rateText(done, seconds)}`;
}

/** `, N/s`; nothing before there is anything to measure. */
export function rateText(done: number, seconds: number): string {
  return done > 0 && seconds > 0 ? `, ${Math.round(done / seconds)}/s` : '';
}

/** Draws the line anew on a terminal; says nothing elsewhere. */
export function createProgressBar(
  stream: NodeJS.WriteStream | { isTTY?: boolean; write(text: string): unknown },
): {
  show: (done: number, total: number) => void;
  clear: () => void;
} {
  const began = performance.now();
  const line = (done: number, total: number) => progressLine(done, total, (performance.now() - began) / 1000);
  const write = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
  };
  return { show: (done, total) => write(line(done, total)), clear: () => write('') };
}
