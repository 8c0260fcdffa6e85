const width = 30;

/** One line showing how far the delivery has come. */
export function progressLine(done: number, total: number): string {
  const part = total === 0 ? 1 : done / total;
  const filled = Math.round(part * width);
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${done}/${total} (${Math.floor(part * 100)} %)`;
}

/** Draws the line anew on a terminal; says nothing elsewhere. */
export function createProgressBar(
  stream: NodeJS.WriteStream | { isTTY?: boolean; write(text: string): unknown },
): {
  show: (done: number, total: number) => void;
  clear: () => void;
} {
  const write = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
  };
  return { show: (done, total) => write(progressLine(done, total)), clear: () => write('') };
}
